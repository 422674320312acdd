import TestSupport

/// Builds the blocks of a pcapng file, in either order of bytes (draft-ietf-opsawg-pcapng).
struct PcapngBuilder {
    private let isLittleEndian: Bool
    private(set) var bytes: [UInt8] = []

    /// A file with one section.
    init(isLittleEndian: Bool = true) {
        self.isLittleEndian = isLittleEndian
        block(0x0A0D_0D0A, number(UInt32(0x1A2B_3C4D)) + number(UInt16(1)) + number(UInt16(0)) + number(UInt64.max))
    }

    func number(_ value: some FixedWidthInteger) -> [UInt8] {
        isLittleEndian ? FrameBuilder.little(value) : FrameBuilder.big(value)
    }

    mutating func block(_ type: UInt32, _ body: [UInt8]) {
        let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
        let length = number(UInt32(padded.count + 12))
        bytes += number(type) + length + padded + length
    }

    mutating func raw(_ more: [UInt8]) {
        bytes += more
    }

    mutating func interface(_ linkType: UInt32, snapLength: UInt32 = 0, options: [(UInt16, [UInt8])] = []) {
        block(1, number(UInt16(linkType)) + number(UInt16(0)) + number(snapLength) + encoded(options))
    }

    mutating func packet(_ interface: UInt32, stamp: UInt64, _ data: [UInt8], wireLength: Int? = nil) {
        var body = number(interface) + number(UInt32(stamp >> 32)) + number(UInt32(truncatingIfNeeded: stamp))
        body += number(UInt32(data.count)) + number(UInt32(wireLength ?? data.count)) + data
        block(6, body)
    }

    func encoded(_ options: [(UInt16, [UInt8])]) -> [UInt8] {
        guard !options.isEmpty else { return [] }
        var all: [UInt8] = []
        for (code, value) in options {
            all += number(code)
            all += number(UInt16(value.count))
            all += value
            all += [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        }
        return all + [0, 0, 0, 0]
    }
}
