/// Where the lines of a log have what a recording needs, by the names of their members.
///
/// Each fact has names in the order in which they are tried. A file of a person's own names one each; the formats that people
/// lay out themselves, Apache's and HAProxy's, have the usual ones.
package struct LogFieldMap: Sendable, Hashable {
    /// What a log's instant is of.
    package enum Moment: String, Sendable, Hashable, CaseIterable {
        /// When the request began.
        case start
        /// When it was over, so that its duration is to be taken off.
        case end
    }

    /// A length of time: its member, and the unit of its number.
    package struct Length: Sendable, Hashable {
        var name: String
        var unit: LogTimeStyle

        init(_ name: String, _ unit: LogTimeStyle) {
            self.name = name
            self.unit = unit
        }
    }

    var time: [String] = []
    /// How the time is written; nil where its looks tell.
    var timeStyle: LogTimeStyle?
    var timeIs = Moment.start
    /// Request lines.
    var request: [String] = []
    var method: [String] = []
    /// Path and query, or an absolute URL.
    var target: [String] = []
    var path: [String] = []
    var query: [String] = []
    var host: [String] = []
    var scheme: [String] = []
    var version: [String] = []
    var status: [String] = []
    var duration: [Length] = []
    var timeToFirstByte: [Length] = []
    var responseSize: [String] = []
    /// Addresses, with their port or with ``clientPort``.
    var client: [String] = []
    var clientPort: [String] = []
    /// Objects whose members are header fields.
    var headers: [String] = []
    /// Members that are header fields.
    var fields: [Field] = []

    /// A member that is a header field, and what that is called.
    struct Field: Sendable, Hashable {
        var member: String
        var name: String
    }

    init() {}
}
