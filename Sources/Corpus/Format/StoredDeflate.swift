/// Deflate that stores bytes as they are (RFC 1951, section 3.2.4), for what cannot be compressed.
enum StoredDeflate {
    private static let blockLimit = 65_535

    /// The bytes in stored blocks.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + (bytes.count / blockLimit + 1) * 5)
        var place = 0
        repeat {
            let count = min(blockLimit, bytes.count - place)
            result.append(place + count == bytes.count ? 1 : 0)
            Member.append(UInt64(count), bytes: 2, to: &result)
            Member.append(UInt64(~UInt16(count)), bytes: 2, to: &result)
            result.append(contentsOf: bytes[place..<place + count])
            place += count
        } while place < bytes.count
        return result
    }
}
