import Corpus
import Foundation
import TestSupport

/// A corpus in a folder of its own.
struct CorpusOnDisk {
    let folder: TemporaryFolder
    let footer: CorpusFooter

    var path: String { folder.file("test.corpus") }

    /// Writes exchanges in the order in which they are given.
    init(_ exchanges: [Exchange], _ change: (inout CorpusWriter.Options) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        var options = CorpusWriter.Options()
        change(&options)
        let writer = try CorpusWriter(path: folder.file("test.corpus"), options: options)
        for exchange in exchanges { try writer.append(exchange) }
        footer = try writer.finish(provenance: Provenance())
    }

    func bytes() throws -> [UInt8] {
        try folder.read("test.corpus")
    }

    func exchanges() throws -> [Exchange] {
        try Self.exchanges(of: path)
    }

    /// All that a file holds.
    static func exchanges(of path: String) throws -> [Exchange] {
        let reader = try CorpusReader(path: path)
        var exchanges: [Exchange] = []
        while let exchange = try reader.next() { exchanges.append(exchange) }
        return exchanges
    }
}

extension [Exchange] {
    /// The order that a corpus has: by start, then connection, then as they came.
    var inCorpusOrder: [Exchange] {
        enumerated().sorted {
            ($0.element.start, $0.element.connection?.id ?? 0, $0.offset)
                < ($1.element.start, $1.element.connection?.id ?? 0, $1.offset)
        }
        .map(\.element)
    }
}

/// Runs a program, and gives its exit status and what it printed.
func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, output)
}
