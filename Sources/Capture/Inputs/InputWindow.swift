/// A part of an input that moves over it: what has been read and not used yet, in one piece of memory.
final class InputWindow {
    /// Bytes of the input before what is unread.
    private(set) var position: UInt64 = 0

    /// Whom the memory of what has been read is left to; nil where one piece serves for all.
    var recipient: (any InputMemoryRecipient)?

    private let input: Input
    private var buffer: UnsafeMutableRawBufferPointer
    private var unread = 0..<0
    private var isAtEnd = false

    /// How much is fetched at a time.
    private static let chunk = 768 << 10

    /// A window at the start of an input.
    ///
    /// - Parameter capacity: the most bytes that ``fill(_:)`` is asked for.
    init(_ input: Input, capacity: Int) {
        self.input = input
        buffer = .allocate(byteCount: capacity + Self.chunk, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// Bytes that are read and not used.
    var count: Int { unread.count }

    /// What was wrong when the input gave no more bytes; nil where it ended well, or goes on.
    var fault: SourceFault? { input.fault }

    /// Bytes that are unread, counted from the first of them.
    ///
    /// Valid until the window is filled again; whoever has them must not fill it.
    @inline(__always)
    func raw(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        let start = unread.lowerBound
        return UnsafeRawBufferPointer(rebasing: buffer[start + range.lowerBound..<start + range.upperBound])
    }

    /// Moves on by so many bytes, which are no more than ``count``.
    @inline(__always)
    func use(_ count: Int) {
        unread = unread.lowerBound + count..<unread.upperBound
        position += UInt64(count)
    }

    /// Leaves out all that is unread.
    func useAll() {
        use(unread.count)
    }

    /// Makes sure that so many bytes are unread, no more than the capacity; false where there are not so many left.
    @inline(__always)
    func fill(_ count: Int) -> Bool {
        unread.count >= count || fetch(count)
    }

    private func fetch(_ count: Int) -> Bool {
        while unread.count < count {
            guard !isAtEnd else { return false }
            makeRoom()
            // A slice of the buffer, whose bounds the subscript checks.
            let room = UnsafeMutableRawBufferPointer(
                rebasing: buffer[unread.upperBound..<min(buffer.count, unread.upperBound + Self.chunk)]
            )
            let got = input.read(into: room)
            if got == 0 { isAtEnd = true }
            unread = unread.lowerBound..<unread.upperBound + got
        }
        return true
    }

    /// What is left moves to the front, of this memory or of other: with records as short as packets that is little.
    private func makeRoom() {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[unread])
        if let recipient {
            let old = buffer
            buffer = recipient.memory(of: old.count)
            buffer.copyMemory(from: rest)
            recipient.receive(old)
        } else if buffer.count - unread.upperBound < Self.chunk {
            buffer.copyMemory(from: rest)
        } else {
            return
        }
        unread = 0..<rest.count
    }

    /// Passes over bytes, as many as there may be; false where the input ends within them.
    func pass(_ length: Int) -> Bool {
        var left = length
        while left > 0 {
            guard fill(1) else { return false }
            let count = min(left, unread.count)
            use(count)
            left -= count
        }
        return true
    }
}

/// Somebody who has the memory of what was read, as long as it is of use there, and gives other memory for it.
protocol InputMemoryRecipient: AnyObject {
    /// Memory of a size, which is the window's from here on.
    func memory(of size: Int) -> UnsafeMutableRawBufferPointer

    /// Takes memory, with all that was read in it.
    func receive(_ memory: UnsafeMutableRawBufferPointer)
}
