import Corpus
import Foundation
import Testing

@testable import Capture

/// Holds the recorder to what an independent dissector saw in public captures; runs where they are.
@Suite("Public captures", .enabled(if: PublicCaptures.folder != nil, "SPAMMER_CAPTURES names no folder"))
struct PublicCaptureTests {
    private static let known = KnownDifferences.toCome.merging(KnownDifferences.better) { $1 }
        .merging(KnownDifferences.broken) { $1 }
        .merging(KnownDifferences.oldTLS) { $1 }

    @Test("each agrees with the dissector, or differs for a reason that is written down; all books balance")
    func agree() throws {
        let folder = try #require(PublicCaptures.folder)
        let all = try PublicCaptures(folder: folder)
        var agreed = 0
        for capture in all.captures {
            // Without their keys there is nothing to find in them.
            let path = "\(folder)/\(capture.path)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let recording: Recording
            do {
                recording = try Recording([path]) { options in
                    guard !capture.keyLog.isEmpty else { return }
                    let keys = try? Data(contentsOf: URL(filePath: "\(folder)/\(capture.keyLog)"))
                    options.keyLog.add(keys ?? Data())
                }
            } catch let error as RecordingError {
                #expect(Self.known[capture.path] != nil, "\(error)")
                continue
            }
            #expect(recording.account.imbalances.isEmpty, "\(capture.path): \(recording.account.imbalances)")
            agreed += check(recording, capture) ? 1 : 0
        }
        // Most of them: a fault that makes all of them empty would not pass for agreement.
        #expect(agreed > 595, "\(agreed) captures agree")
    }

    private func check(_ recording: Recording, _ capture: PublicCaptures.Capture) -> Bool {
        var requests: [String: Int] = [:]
        var statuses: [String: Int] = [:]
        for exchange in recording.exchanges {
            let request = "\(exchange.request.method) \(exchange.request.target)"
            requests[request, default: 0] += 1
            statuses["\(request) \(exchange.outcome.status ?? 0)", default: 0] += 1
        }
        let isKnown = Self.known[capture.path] != nil
        #expect((requests == capture.requests) != isKnown, "\(capture.path): \(capture.traits)")
        guard requests == capture.requests else { return false }
        let lost = capture.statuses.filter { statuses[$0.key, default: 0] < $0.value }
        if !lost.isEmpty {
            #expect(KnownDifferences.mayDifferInStatus(capture.path), "\(capture.path): \(lost)")
        }
        return lost.isEmpty
    }
}
