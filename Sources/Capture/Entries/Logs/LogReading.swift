/// How the lines of logs are read.
package enum LogReading: Sendable, Hashable {
    /// By what their members are: HAR entries, or a known access log's.
    case recognised
    /// As an access log's that somebody named.
    case named(AccessLogFormat)
    /// By somebody's map of their members.
    case mapped(LogFieldMap)
}
