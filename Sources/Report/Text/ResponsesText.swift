import Analysis

/// What is said of responses that were compared with the recorded ones.
enum ResponsesText {
    /// Groups of differences that are shown; all of them are in the JSON.
    static let mostGroups = 20

    /// How many differ, in a sentence.
    static func sentence(_ summary: ResponsesSummary) -> String {
        let all = NumberText.count(summary.checked, "response")
        guard summary.compared > 0 else { return "Of \(all), none could be compared with the recorded one." }
        let compared =
            summary.compared == summary.checked
            ? all : "\(NumberText.count(summary.compared)) that could be compared, of \(all),"
        guard summary.different > 0 else { return "No difference from the recording in \(compared.trimmedComma)." }
        let share = NumberText.share(summary.different, of: summary.compared)
        let differ = summary.different == 1 ? "differs" : "differ"
        return "Of \(compared) \(NumberText.count(summary.different)) \(differ) from the recording (\(share))."
    }

    /// What else has to be known, in sentences.
    static func notes(_ summary: ResponsesSummary) -> [String] {
        var notes: [String] = []
        let obstacles = summary.notComparable.largestFirst
        if !obstacles.isEmpty {
            let parts = obstacles.map { "\(NumberText.count($0.value)) for: \(reason($0.key))" }
            notes.append("Not comparable: \(parts.joined(separator: "; ")).")
        }
        if !summary.headers.isEmpty, summary.headersCompared < summary.compared {
            let compared = NumberText.count(summary.headersCompared, "response")
            notes.append(
                "Header fields (\(summary.headers.joined(separator: ", "))) were compared in \(compared) only."
            )
        }
        notes += noise(summary)
        let unmet = summary.ignored.filter { $0.count == 0 }.map(\.rule)
        if !unmet.isEmpty { notes.append("Covered nothing: --ignore \(unmet.joined(separator: ", --ignore ")).") }
        return notes
    }

    private static func noise(_ summary: ResponsesSummary) -> [String] {
        var notes: [String] = []
        if !summary.noise.isEmpty {
            let shown = summary.noise.prefix(mostNoise).map { "\($0.field) of \($0.endpoint)" }.joined(separator: ", ")
            let rest = summary.noise.count > mostNoise ? ", and \(summary.noise.count - mostNoise) more" : ""
            let met = summary.noisy > 0 ? "; it differed in \(NumberText.count(summary.noisy, "response"))" : ""
            notes.append("Does not count, as identical recorded requests differ in it, too: \(shown)\(rest)\(met).")
        }
        if summary.learned.untracked > 0 {
            let count = NumberText.count(summary.learned.untracked, "recorded request")
            notes.append("From \(count) no noise was learned, as there were too many to remember.")
        }
        return notes
    }

    /// Fields of noise that are named.
    private static let mostNoise = 10

    /// Why responses could not be compared.
    private static func reason(_ name: String) -> String {
        switch ComparedResponse.Obstacle(rawValue: name) {
        case .failed: "no whole response came"
        case .notRecorded: "no whole response was recorded"
        case .noDigest: "neither body nor digest was recorded"
        case .bodyNotKept:
            "the bytes differ, and fields that do not count may be why, but one of the bodies is not kept"
        case .redacted: "the recording is redacted there"
        case .noise: "bodies of identical recorded requests differ, too"
        case .coding: "the bytes differ, and the content coding cannot be read"
        case .behind: "comparing did not keep up"
        case nil: name
        }
    }

    /// What a group's field does, in a word or two.
    static func word(_ kind: FieldDifference.Kind) -> String {
        switch kind {
        case .missing: "missing"
        case .added: "added"
        case .type: "other type"
        case .value: "other value"
        }
    }

    /// How many groups are not shown, in a sentence; nil where all are.
    static func rest(_ summary: ResponsesSummary) -> String? {
        let rest = summary.groups.dropFirst(mostGroups)
        guard !rest.isEmpty || summary.unlisted > 0 else { return nil }
        var parts: [String] = []
        if !rest.isEmpty { parts.append("\(NumberText.count(UInt64(rest.count))) more in the JSON") }
        if summary.unlisted > 0 {
            parts.append(
                "\(NumberText.count(summary.unlisted, "difference")) of fields past the first \(ResponsesSummary.mostGroups)"
            )
        }
        return "And \(parts.joined(separator: ", and "))."
    }
}

extension String {
    fileprivate var trimmedComma: String { hasSuffix(",") ? String(dropLast()) : self }
}
