import NIOCore
import NIOHPACK

/// Decodes the blocks of headers of one direction of an HTTP/2 connection (HPACK, RFC 7541).
///
/// Each block builds on all those before it, so a block that is lost makes all that follow unreadable.
package struct HeaderDecoder: Sendable {
    /// A field, or a pseudo-header field, whose name begins with a colon.
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A block that cannot be decoded; neither can those after it.
    package struct Unreadable: Error {}

    /// Bytes that a list of fields may have when it is decoded: a small block can claim much.
    private static let listLimit = 1 << 20

    /// Bytes that the table may be set to.
    private static let tableLimit: UInt32 = 1 << 20

    private var decoder = HPACKDecoder(
        allocator: ByteBufferAllocator(),
        maxDynamicTableSize: HPACKDecoder.maxDynamicTableSize,
        maxHeaderListSize: listLimit
    )

    /// A decoder of a connection's first block.
    package init() {}

    /// Takes the size that the receiver of the blocks allows the table (RFC 9113, section 6.5.2).
    package mutating func setTableSize(_ size: UInt32) {
        // A larger one is allowed at once; a smaller one when the sender says that it has taken note, which it has to.
        let size = Int(min(size, Self.tableLimit))
        if size > decoder.maxDynamicTableLength { decoder.maxDynamicTableLength = size }
    }

    /// Decodes a whole block.
    ///
    /// Names and values are taken as UTF-8; bytes that are not show as U+FFFD.
    package mutating func decode(_ block: [UInt8]) throws(Unreadable) -> [Field] {
        var buffer = ByteBuffer(bytes: block)
        do {
            return try decoder.decodeHeaders(from: &buffer).map { Field(name: $0.name, value: $0.value) }
        } catch {
            throw Unreadable()
        }
    }
}
