/// Learns from a recording which fields differ without a reason: those that the responses to identical requests differ in.
///
/// In two passes, so that memory does not hold the responses of all that was asked once: the first one remembers a fingerprint of
/// the first response to each request, the second one the first response itself where a later one had another fingerprint.
package struct NoiseLearner: Sendable {
    /// How much is remembered.
    package struct Limits: Sendable {
        /// Requests that are told apart, at some 40 bytes each.
        package var requests = 500_000
        /// Bytes of responses that are held to be compared with later ones.
        package var bytes = 64 << 20

        /// As it is by default.
        package init() {}
    }

    private let comparer: ResponseComparer
    private let limits: Limits
    private var fingerprints: [UInt64: UInt64] = [:]
    private var unstable: Set<UInt64> = []
    private var firsts: [UInt64: ResponseContent] = [:]
    private var bytes = 0

    /// What was learned.
    package private(set) var noise = ResponseNoise()
    /// Where it was learned from.
    package private(set) var figures = LearnedFrom()

    /// A learner that compares status, some header fields, and bodies.
    ///
    /// - Parameter headers: their names in lower case.
    package init(headers: [String], limits: Limits = Limits()) {
        var comparer = ResponseComparer()
        comparer.headers = headers
        self.comparer = comparer
        self.limits = limits
    }

    /// Whether a second pass can teach anything.
    package var needsSecondPass: Bool { !unstable.isEmpty }

    /// Takes an exchange of the first pass.
    ///
    /// - Parameters:
    ///   - request: equal for identical requests, and for no others.
    ///   - fingerprint: another one where the response is another.
    package mutating func take(request: UInt64, fingerprint: UInt64) {
        if let first = fingerprints[request] {
            figures.repeated &+= 1
            if first != fingerprint { unstable.insert(request) }
        } else if fingerprints.count < limits.requests {
            fingerprints[request] = fingerprint
        } else {
            figures.untracked &+= 1
        }
    }

    /// Whether an exchange of the second pass is of use.
    package func wants(request: UInt64) -> Bool { unstable.contains(request) }

    /// Takes an exchange of the second pass.
    package mutating func take(request: UInt64, _ response: ResponseContent, of endpoint: String, isBodiless: Bool) {
        guard wants(request: request) else { return }
        guard let first = firsts[request] else {
            let size = (response.body?.count ?? 0) + 200
            guard bytes + size <= limits.bytes else {
                figures.untracked &+= 1
                return
            }
            bytes += size
            firsts[request] = response
            return
        }
        figures.compared &+= 1
        switch comparer.compare(first, response, of: endpoint, isBodiless: isBodiless).outcome {
        case .equal, .notComparable(.noDigest), .notComparable(.failed), .notComparable(.notRecorded),
            .notComparable(.behind):
            break
        case .different(let differences):
            // Another status is another answer, and no noise: the release may give it, too, and is told of it.
            for difference in differences where difference.field != FieldDifference.status {
                noise.learn(difference.field, difference.kind, of: endpoint)
            }
        case .notComparable(.coding), .notComparable(.redacted), .notComparable(.noise), .notComparable(.bodyNotKept):
            noise.learn(FieldDifference.body, .value, of: endpoint)
        }
    }

    /// Lets go of what was only for learning.
    package mutating func finish() {
        fingerprints = [:]
        unstable = []
        firsts = [:]
    }
}

/// Where noise was learned from.
package struct LearnedFrom: Sendable, Hashable, Codable {
    /// Recorded requests that are identical to an earlier one.
    package var repeated: UInt64 = 0
    /// Of those, the ones whose response is not the earlier one's, and was compared with it.
    package var compared: UInt64 = 0
    /// Requests that nothing was learned from, as there were too many to remember.
    package var untracked: UInt64 = 0

    /// Nothing yet.
    package init() {}
}
