import SpammerKit

/// Cookies that a target sets, and requests that go to it.
enum CookieTarget {
    private static let hosts = ["shop.test", "a.shop.test", "192.0.2.1", "test"].map { Array($0.utf8) }
    private static let mostBytes = 8192 * CookieJar.mostCookies

    /// Steps: a byte of the host, TLS and whether it is a response or a request, a byte of the path's length, the path, a byte of
    /// the value's length, and the value of `Set-Cookie` or `Cookie`.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        var jar = CookieJar()
        var now: Int64 = 1_700_000_000
        while !input.isEmpty {
            let step = input.byte()
            let path = [UInt8(ascii: "/")] + input.take(Int(input.byte()))
            let place = CookieJar.Place(host: hosts[Int(step & 3)], path: path[...], isTLS: step & 4 != 0)
            let value = input.take(Int(input.byte()))
            now += Int64(step >> 4)
            if step & 8 == 0 {
                _ = jar.take(value[...], from: place, at: now)
                require(jar.bytes >= 0 && jar.bytes < mostBytes, "\(jar.bytes) bytes of cookies")
            } else {
                requireValue(&jar, value, place, now)
            }
        }
    }

    /// What is sent begins no other line, and what was made of it stays as it is.
    private static func requireValue(
        _ jar: inout CookieJar,
        _ recorded: [UInt8],
        _ place: CookieJar.Place,
        _ now: Int64
    ) {
        var changes = CookieJar.Changes()
        guard let value = jar.value(for: [recorded[...]], to: place, at: now, &changes) else {
            return require(changes == CookieJar.Changes(), "nothing is changed, and it is counted")
        }
        let isLine = { (bytes: [UInt8]) in !bytes.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 } }
        require(isLine(value) || !isLine(recorded), "a line break in \(value)")
        var again = CookieJar.Changes()
        if let second = jar.value(for: [value[...]], to: place, at: now, &again) {
            // Of one name all come together then, so that their order may be another one.
            let (before, after) = (pairs(value), pairs(second))
            require(before == after && again.added == 0 && again.removed == 0, "\(value) became \(second)")
        }
    }

    private static func pairs(_ value: [UInt8]) -> [String] {
        value.split(separator: UInt8(ascii: ";")).map { String(decoding: $0.drop { $0 == 0x20 }, as: UTF8.self) }
            .sorted()
    }
}
