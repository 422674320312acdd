import Foundation

/// The public captures that `SPAMMER_CAPTURES` names, with what an independent dissector saw in them.
struct PublicCaptures {
    /// One capture of the index.
    struct Capture: Sendable {
        var path: String
        /// The key log for its TLS; empty where it needs none, or brings its keys with it.
        var keyLog: String
        /// Encapsulations and other traits.
        var traits: String
        /// `GET /a`, as often as it was seen.
        var requests: [String: Int] = [:]
        /// `GET /a 200` of those whose status is known.
        var statuses: [String: Int] = [:]
    }

    /// The folder; nil where there is none.
    static let folder = ProcessInfo.processInfo.environment["SPAMMER_CAPTURES"].flatMap { $0.isEmpty ? nil : $0 }

    let captures: [Capture]

    /// Reads the index and the truth.
    init(folder: String) throws {
        var captures: [String: Capture] = [:]
        var order: [String] = []
        let index = try String(contentsOfFile: "\(folder)/index.tsv", encoding: .utf8)
        for line in index.split(whereSeparator: \.isNewline).dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 9 else { continue }
            order.append(columns[0])
            let traits = "\(columns[7]);\(columns[8])"
            captures[columns[0]] = Capture(path: columns[0], keyLog: columns[6], traits: traits)
        }
        let truth = try String(contentsOfFile: "\(folder)/truth.jsonl", encoding: .utf8)
        let decoder = JSONDecoder()
        for line in truth.split(whereSeparator: \.isNewline) {
            let fact = try decoder.decode(Fact.self, from: Data(line.utf8))
            guard fact.proto == "http1" || fact.proto == "h2", let method = fact.method else { continue }
            let request = "\(method) \(fact.uri ?? "")"
            captures[fact.capture]?.requests[request, default: 0] += 1
            if let status = fact.status { captures[fact.capture]?.statuses["\(request) \(status)", default: 0] += 1 }
        }
        self.captures = order.compactMap { captures[$0] }
    }

    private struct Fact: Decodable {
        var capture: String
        var proto: String?
        var method: String?
        var uri: String?
        var status: String?
    }
}
