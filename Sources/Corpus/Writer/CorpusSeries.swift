/// Writes one corpus, or one after another: each is whole, and named by the time at which it begins.
///
/// A recording that goes on for days is then never one file that cannot be read before it ends, nor one that fills a disk.
public final class CorpusSeries {
    /// When a file is finished and another one begun.
    public struct Rotation: Sendable, Hashable {
        /// Once so many bytes of it are written.
        public var bytes: UInt64?
        /// Nanoseconds after it was begun.
        public var interval: UInt64?

        /// Never, unless one is given.
        public init(bytes: UInt64? = nil, interval: UInt64? = nil) {
            self.bytes = bytes
            self.interval = interval
        }
    }

    /// A corpus that is finished.
    public struct File: Sendable {
        /// Its path.
        public let path: String
        /// Its bytes.
        public let size: UInt64
        /// What it says of itself.
        public let footer: CorpusFooter
    }

    private let path: String
    private let options: CorpusWriter.Options
    private let rotation: Rotation?
    private var writer: CorpusWriter
    private var writerPath: String
    private var begun: UInt64

    /// Begins the only corpus, or the first one.
    ///
    /// - Parameters:
    ///   - path: its final name; with a rotation the names have the time in them, before the extension.
    ///   - rotation: when another one is begun; nil for never.
    ///   - start: the time by the wall's clock, which goes into the name.
    ///   - now: nanoseconds of a clock that never goes back, as in ``rotateIfDue(at:now:provenance:)``.
    public init(
        path: String,
        options: CorpusWriter.Options,
        rotation: Rotation?,
        start: Timestamp,
        now: UInt64
    ) throws(CorpusError) {
        self.path = path
        self.options = options
        self.rotation = rotation
        (writer, writerPath) = try Self.begin(path, options, rotation, start)
        begun = now
    }

    /// The path that is being written.
    public var current: String { writerPath }

    /// Adds an exchange.
    public func append(_ exchange: consuming Exchange) throws(CorpusError) {
        try writer.append(exchange)
    }

    /// Says that no exchange will come that began before an instant.
    public func advance(to watermark: Timestamp) throws(CorpusError) {
        try writer.advance(to: watermark)
    }

    /// Writes what is being filled, so that less is lost if the process is killed.
    public func flush() throws(CorpusError) {
        try writer.flush()
    }

    /// Finishes the corpus and begins another one, if it is time or the corpus is large enough.
    ///
    /// - Parameters:
    ///   - start: the time by the wall's clock.
    ///   - now: nanoseconds of a clock that never goes back.
    ///   - provenance: what the finished one was made from.
    /// - Returns: The finished one.
    public func rotateIfDue(at start: Timestamp, now: UInt64, provenance: () -> Provenance) throws(CorpusError) -> File?
    {
        let isOld = rotation?.interval.map { now &- begun >= $0 } ?? false
        let isLarge = rotation?.bytes.map { writer.writtenBytes >= $0 } ?? false
        guard isOld || isLarge else { return nil }
        let finished = try finish(provenance: provenance())
        let finder = writer.takeFinder()
        (writer, writerPath) = try Self.begin(path, options, rotation, start)
        writer.use(finder)
        begun = now
        return finished
    }

    /// Finishes the last one.
    public func finish(provenance: Provenance) throws(CorpusError) -> File {
        let footer = try writer.finish(provenance: provenance)
        return File(path: writerPath, size: writer.writtenBytes, footer: footer)
    }

    /// Gives the one up that is being written, where a write has failed; its whole blocks stay.
    ///
    /// - Returns: The error, with where they are.
    public func salvage(after error: CorpusError) -> CorpusError {
        writer.salvage(after: error)
    }

    /// Gives the one up that is being written; those that are finished stay.
    public func abandon() {
        writer.abandon()
    }

    private static func begin(
        _ path: String,
        _ options: CorpusWriter.Options,
        _ rotation: Rotation?,
        _ start: Timestamp
    ) throws(CorpusError) -> (CorpusWriter, String) {
        guard rotation != nil else { return (try CorpusWriter(path: path, options: options), path) }
        let name = name(path, at: start)
        // Two may begin within a second.
        for number in 1..<sameSecondLimit {
            let candidate = number == 1 ? name : Self.name(path, at: start, number)
            do throws(CorpusError) {
                return (try CorpusWriter(path: candidate, options: options), candidate)
            } catch {
                guard case .exists = error else { throw error }
            }
        }
        throw .exists(path: name)
    }

    private static let sameSecondLimit = 1000

    /// A path with a time before its extension: `prod-20261126T081502Z.corpus`.
    static func name(_ path: String, at start: Timestamp, _ number: Int = 1) -> String {
        let stamp =
            start.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z" + (number > 1 ? "-\(number)" : "")
        let fileStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[fileStart...].lastIndex(of: "."), dot > fileStart else { return "\(path)-\(stamp)" }
        return "\(path[..<dot])-\(stamp)\(path[dot...])"
    }
}
