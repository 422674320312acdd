import Corpus

/// One input of a recording, opened: its first bytes can be looked at before all of it is read.
///
/// Gzip is taken off on the way, whatever the name says.
final class Input {
    /// The bytes that are looked at to tell what an input is.
    static let peekLimit = 64 << 10

    /// The input's name as it was given.
    let name: String

    /// The first bytes of its content, no more than ``peekLimit``.
    let start: [UInt8]

    /// What was wrong when the source gave no more bytes; nil while nothing was.
    private(set) var fault: SourceFault?

    /// Bytes of content that were given out.
    private(set) var position: UInt64 = 0

    private let source: any ByteSource
    private var startOffset = 0

    /// Opens a file, a pipe or standard input, and looks at its start.
    convenience init(name: String, progress: ReadProgress? = nil) throws(RecordingError) {
        let file: FileSource
        do throws(SourceFault) {
            file = try FileSource(path: name, progress: progress)
        } catch {
            throw .input(name: name, problem: error.description)
        }
        try self.init(name: name, file)
    }

    /// Looks at the start of a source.
    ///
    /// - Parameter peekLimit: how much of it; it is waited for.
    init(name: String, _ file: some ByteSource, peekLimit: Int = Input.peekLimit) throws(RecordingError) {
        self.name = name
        do throws(SourceFault) {
            let head = try Self.fill(file, upTo: 2)
            let raw = PrefixedSource(head, then: file)
            // The first bytes of a gzip file (RFC 1952, section 2.3.1).
            source = head == [0x1F, 0x8B] ? try GzipSource(raw) : raw
        } catch {
            throw .input(name: name, problem: error.description)
        }
        var start: [UInt8] = []
        do throws(SourceFault) {
            start = try Self.fill(source, upTo: peekLimit)
        } catch {
            // What came before is still read; the fault is told at the end.
            fault = error
        }
        self.start = start
    }

    /// Puts bytes of the content into a buffer.
    ///
    /// - Returns: how many; 0 at the end, after which ``fault`` says whether that was a good one.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if startOffset < start.count {
            let count = min(buffer.count, start.count - startOffset)
            start[startOffset..<startOffset + count].withUnsafeBytes { buffer.copyMemory(from: $0) }
            startOffset += count
            position += UInt64(count)
            return count
        }
        guard fault == nil else { return 0 }
        do throws(SourceFault) {
            let count = try source.read(into: buffer)
            position += UInt64(count)
            return count
        } catch {
            fault = error
            return 0
        }
    }

    /// Bytes of a source, as many as a limit or all that there are.
    private static func fill(_ source: any ByteSource, upTo limit: Int) throws(SourceFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let result = bytes.withUnsafeMutableBytes { buffer -> Result<Int, SourceFault> in
                let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                do throws(SourceFault) { return .success(try source.read(into: room)) } catch { return .failure(error) }
            }
            guard let count = try? result.get() else {
                // A fault after some bytes comes again with the next read.
                if filled > 0 { break }
                _ = try result.get()
                break
            }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeSubrange(filled...)
        return bytes
    }
}
