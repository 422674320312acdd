/// Cuts the payloads out of a GoReplay file, as the bytes come.
///
/// Each has a line of its own before it, and a line of three monkeys after it
/// (https://github.com/buger/goreplay/wiki/Saving-and-Replaying-from-file). Pure; holds one payload, and no more of it than
/// a limit.
struct GorCutter {
    /// What comes out.
    enum Piece {
        /// A payload with its line, and its number, from 1.
        case payload([UInt8], number: UInt64)
        /// One that is longer than the limit; it was not kept.
        case tooLong(number: UInt64)
    }

    private static let separator = Array("\n🐵🙈🙉\n".utf8)

    private var payload: [UInt8] = []
    private var isTooLong = false
    private var number: UInt64 = 0

    /// Whether bytes came after the last separator.
    var isUnfinished: Bool { !payload.isEmpty }

    /// Takes the bytes that follow.
    mutating func take(_ bytes: UnsafeRawBufferPointer, _ emit: (Piece) throws -> Void) rethrows {
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            let part = rest[..<(end.map { $0 + 1 } ?? rest.endIndex)]
            rest = rest[part.endIndex...]
            payload.append(contentsOf: part)
            if payload.count > EntryCutter.entryLimit {
                // The end of what is let go may be the beginning of a separator.
                payload.removeFirst(payload.count - Self.separator.count)
                isTooLong = true
            }
            guard end != nil, payload.last == 0x0A, payload.suffix(Self.separator.count).elementsEqual(Self.separator)
            else { continue }
            number += 1
            payload.removeLast(Self.separator.count)
            try emit(isTooLong ? .tooLong(number: number) : .payload(payload, number: number))
            payload.removeAll(keepingCapacity: true)
            isTooLong = false
        }
    }
}
