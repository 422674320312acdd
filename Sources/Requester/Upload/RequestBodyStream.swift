import NIOCore

/// A request's body that is made as it is sent: an asynchronous sequence of chunks, and how long it will be.
///
/// A value can be sent any number of times; each time the sequence is asked for an iterator of its own. No sending is
/// repeated once the sequence has been asked.
package final class RequestBodyStream: Sendable {
    /// Bytes of the whole body, where that is known; nil for a body that ends where the sequence does.
    package let length: UInt64?
    /// Gives the chunks of a sequence to an upload, one after the other, as it asks for them.
    let feed: @Sendable (Upload) async throws -> Void

    /// A body of the chunks of a sequence.
    ///
    /// - Parameters:
    ///   - chunks: each is sent when it has come; an empty one is passed over.
    ///   - length: bytes of all of them together; nil where nobody knows.
    package init<Chunks: AsyncSequence & Sendable>(_ chunks: Chunks, length: UInt64?)
    where Chunks.Element: Sequence<UInt8> {
        self.length = length
        feed = { upload in
            var iterator = chunks.makeAsyncIterator()
            while await upload.mayAsk(), let chunk = try await iterator.next() {
                upload.take(ByteBuffer(bytes: chunk))
            }
        }
    }
}
