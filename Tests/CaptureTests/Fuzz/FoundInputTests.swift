import Foundation
import FuzzTargets
import Testing

/// What a fuzzer has found, once more: an input that breaks a promise ends the process.
@Suite("Inputs that a fuzzer found")
struct FoundInputTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "FuzzTargets/Found")

    /// The inputs of a target, a line of base64 each.
    private static func inputs(_ target: FuzzTarget) throws -> [[UInt8]] {
        let text = try String(contentsOf: folder.appending(path: "\(target.rawValue).txt"), encoding: .utf8)
        return try text.split(separator: "\n").map { Array(try #require(Data(base64Encoded: String($0)))) }
    }

    @Test("keep every promise", arguments: FuzzTarget.allCases)
    func keep(_ target: FuzzTarget) throws {
        let inputs = try Self.inputs(target)
        #expect(inputs.count > 20, "\(target) has too few to be of use")
        for input in inputs { target.run(input) }
    }
}
