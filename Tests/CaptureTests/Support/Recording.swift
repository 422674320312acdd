import Corpus
import Foundation
import TestSupport

@testable import Capture

/// What a recorder made of some inputs.
struct Recording {
    var exchanges: [Exchange] = []
    var provenance: Provenance

    var account: RecordingAccount { provenance.account }

    /// `GET /a 200`, in the order of their start.
    var lines: [String] {
        exchanges.sorted { $0.start < $1.start }
            .map { "\($0.request.method) \($0.request.target) \($0.outcome.status.map(String.init) ?? "-")" }
    }

    /// Records files.
    init(_ paths: [String], _ change: (inout RecorderOptions) -> Void = { _ in }) throws {
        var options = RecorderOptions(inputs: paths)
        change(&options)
        var exchanges: [Exchange] = []
        provenance = try Recorder(options: options).run { exchanges.append($0) }
        self.exchanges = exchanges
    }

    /// Records one file of some bytes.
    init(bytes: [UInt8], named name: String = "input", _ change: (inout RecorderOptions) -> Void = { _ in }) throws {
        let folder = try TemporaryFolder()
        self = try Recording([try folder.write(name, bytes)], change)
    }

    /// Records a capture.
    init(_ script: PacketScript, _ change: (inout RecorderOptions) -> Void = { _ in }) throws {
        self = try Recording(bytes: script.pcap, change)
    }
}

/// Bytes as `gzip` makes them.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let path = try folder.write("plain", bytes)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-n", path]
    try process.run()
    process.waitUntilExit()
    return try folder.read("plain.gz")
}
