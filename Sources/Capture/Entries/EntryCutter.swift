/// Cuts the entries out of a HAR file or of JSON lines, as the bytes come.
///
/// Pure; holds one entry at a time, and no more of it than a limit.
struct EntryCutter {
    /// What comes out.
    enum Piece {
        /// An entry's JSON text, and its number: of the line, or of the entry in its archive, from 1.
        case entry([UInt8], number: UInt64)
        /// An entry that is longer than the limit; it was not kept.
        case tooLong(number: UInt64)
    }

    /// The longest entry that is kept: a browser puts whole response bodies in them.
    static let entryLimit = 64 << 20

    private let isArchive: Bool
    private var scanner = JSONScanner()
    private var entry: [UInt8] = []
    private var isCollecting = false
    private var isTooLong = false
    private var number: UInt64 = 0

    /// Whether the text has broken the rules of JSON, after which no entry of an archive can be found.
    private(set) var isMalformed = false

    /// A cutter for an archive, or for lines.
    init(_ kind: InputKind) {
        isArchive = kind == .har
    }

    /// Whether the text ended where one may end.
    var isAtGoodEnd: Bool { !isArchive || (scanner.depth == 0 && !isMalformed) }

    /// The number of the entry that was not finished, where there is one.
    var unfinished: UInt64? { isArchive && isCollecting ? number : nil }

    /// Takes the bytes that follow.
    mutating func take(_ bytes: UnsafeRawBufferPointer, _ emit: (Piece) throws -> Void) rethrows {
        if isArchive {
            for byte in bytes where !isMalformed { try takeArchive(byte, emit) }
        } else {
            try takeLines(bytes, emit)
        }
    }

    /// Gives out the last line, which may have no line break.
    mutating func finish(_ emit: (Piece) throws -> Void) rethrows {
        if !isArchive, !entry.isEmpty || isTooLong { try endLine(emit) }
    }

    private mutating func takeArchive(_ byte: UInt8, _ emit: (Piece) throws -> Void) rethrows {
        let event = scanner.next(byte)
        if event == .objectBegan, !isCollecting, scanner.depth == 4, scanner.isUnder(key: "log", at: 1),
            scanner.isUnder(key: "entries", at: 2)
        {
            isCollecting = true
            isTooLong = false
            number += 1
            entry.removeAll(keepingCapacity: true)
        }
        if event == .malformed { isMalformed = true }
        guard isCollecting else { return }
        if entry.count < Self.entryLimit { entry.append(byte) } else { isTooLong = true }
        guard event == .objectEnded, scanner.depth == 3 else { return }
        isCollecting = false
        try emit(isTooLong ? .tooLong(number: number) : .entry(entry, number: number))
    }

    private mutating func takeLines(_ bytes: UnsafeRawBufferPointer, _ emit: (Piece) throws -> Void) rethrows {
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            let part = rest[..<(end ?? rest.endIndex)]
            if entry.count + part.count <= Self.entryLimit { entry.append(contentsOf: part) } else { isTooLong = true }
            guard let end else { return }
            rest = rest[(end + 1)...]
            try endLine(emit)
        }
    }

    private mutating func endLine(_ emit: (Piece) throws -> Void) rethrows {
        number += 1
        defer {
            entry.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        if isTooLong { return try emit(.tooLong(number: number)) }
        // Some programs begin a file with a byte order mark.
        if number == 1, entry.starts(with: [0xEF, 0xBB, 0xBF]) { entry.removeFirst(3) }
        guard entry.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return }
        try emit(.entry(entry, number: number))
    }
}
