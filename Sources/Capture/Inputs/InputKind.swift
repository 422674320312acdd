/// What an input is, as its content tells.
enum InputKind: String, Sendable, Hashable {
    /// A capture in libpcap's own format.
    case pcap
    /// A capture in pcapng (draft-ietf-opsawg-pcapng).
    case pcapng
    /// An HTTP archive: one JSON object with `log` in it.
    case har
    /// JSON lines, each a HAR entry or one of an access log.
    case jsonl
    /// The lines of an AWS Application Load Balancer's log.
    case alb
    /// GoReplay's file of payloads.
    case gor

    /// The kind of an input that begins with these bytes; nil for one that is none of them.
    init?(start: [UInt8]) {
        guard start.count >= 4 else { return nil }
        let magic = start[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        switch magic {
        case 0x0A0D_0D0A:
            self = .pcapng
            return
        // Micro- and nanoseconds, in both byte orders; and the modified format of Linux patches that libpcap reads too.
        case 0xA1B2_C3D4, 0xD4C3_B2A1, 0xA1B2_3C4D, 0x4D3C_B2A1, 0xA1B2_CD34, 0x34CD_B2A1:
            self = .pcap
            return
        default:
            break
        }
        if Self.isGor(start) {
            self = .gor
            return
        }
        var bytes = start[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if ALBLine.begins(bytes) {
            self = .alb
            return
        }
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        guard bytes.first == UInt8(ascii: "{") else { return nil }
        self = Self.hasLog(bytes) ? .har : .jsonl
    }

    /// Whether the first line is a payload's: a type, a number in hexadecimal digits, and a time.
    private static func isGor(_ start: [UInt8]) -> Bool {
        guard let lineEnd = start.prefix(256).firstIndex(of: 0x0A) else { return false }
        let words = start[..<lineEnd].split(separator: 0x20)
        guard words.count >= 3, words[0].count == 1, let type = words[0].first, (0x31...0x33).contains(type) else {
            return false
        }
        let isNumber =
            words[1].count >= 8
            && words[1].allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
            }
        return isNumber && words[2].count >= 9 && words[2].allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether there is an object in the first line, behind something else.
    static func hasObjectInFirstLine(_ start: [UInt8]) -> Bool {
        start.prefix { $0 != 0x0A }.contains(UInt8(ascii: "{")) && !start.prefix(4096).contains(0)
    }

    /// Whether the first object has a member `log` that is an object, with `entries` in it or no end that can be seen: logs
    /// have such a member too.
    private static func hasLog(_ bytes: ArraySlice<UInt8>) -> Bool {
        var scanner = JSONScanner()
        var isOpen = false
        for byte in bytes {
            switch scanner.next(byte) {
            case .objectBegan where scanner.depth == 2 && scanner.isUnder(key: "log", at: 1): isOpen = true
            case .arrayBegan
            where scanner.depth == 3 && scanner.isUnder(key: "log", at: 1) && scanner.isUnder(key: "entries", at: 2):
                return true
            case .objectEnded where scanner.depth == 0: return false
            case .malformed: return isOpen
            default: break
            }
        }
        return isOpen
    }
}
