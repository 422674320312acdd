import Foundation

/// Compresses the content of blocks on a thread of its own, so that the next block is gathered meanwhile.
///
/// Half of what writing a corpus takes is deflate's. One content is under way at most; its bytes are the same as if they
/// had been made where they are asked for.
final class BlockCompressor {
    private typealias Made = Result<[UInt8], CorpusError>

    private let contents = BoundedQueue<[UInt8]>(limit: 1)
    private let results = BoundedQueue<Made>(limit: 1)
    private var hasThread = false

    deinit {
        contents.end()
    }

    /// Begins to compress a content; what was begun before has to be taken first.
    func begin(_ content: [UInt8]) {
        if !hasThread { start() }
        _ = contents.put(content)
    }

    /// What was begun, compressed, once it is.
    func finish() throws(CorpusError) -> [UInt8] {
        guard let made = results.take() else { throw .compression }
        return try made.get()
    }

    /// A file of one block needs no thread, so the first content to be compressed ahead makes it.
    private func start() {
        hasThread = true
        let (contents, results) = (contents, results)
        Thread.detachNewThread {
            let encoder = MemberEncoder()
            while let content = contents.take() {
                let made: Made
                do throws(CorpusError) { made = .success(try encoder.deflated(content)) } catch {
                    made = .failure(error)
                }
                _ = results.put(made)
            }
        }
    }
}
