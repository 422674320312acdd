import Crypto
import HTTPWire

/// Knows which exchanges came before.
///
/// It keeps 16 bytes of SHA-256 of each that is not like another, so that two that differ are never taken for one, whoever
/// made them; with what the set needs that is about 40 bytes.
package struct DuplicateFilter {
    /// When two exchanges are the same.
    package enum Likeness: String, Sendable, CaseIterable {
        /// The same method, host, target and body.
        case request
        /// The same in every byte of the request, header fields and trailers too.
        case bytes
        /// The same endpoint.
        case endpoint
        /// The same request at the same instant on the same connection, as overlapping captures have it twice.
        case capture
    }

    private let likeness: Likeness
    private let most: Int
    private var counts: [Key: Int] = [:]
    private var endpoints = EndpointTable()

    private struct Key: Hashable {
        var high: UInt64
        var low: UInt64
    }

    /// A filter that has seen nothing.
    ///
    /// - Parameter most: how many like one another are let through.
    package init(_ likeness: Likeness, most: Int = 1) {
        self.likeness = likeness
        self.most = most
    }

    /// Whether as many like this one came before as may.
    package mutating func isDuplicate(_ exchange: Exchange) -> Bool {
        let key = key(of: exchange)
        let count = counts[key, default: 0]
        if count >= most { return true }
        counts[key] = count + 1
        return false
    }

    private mutating func key(of exchange: Exchange) -> Key {
        var hash = SHA256()
        func add(_ bytes: some Collection<UInt8>) {
            // The length goes before, so that no two parts can be split in another way.
            var length: [UInt8] = []
            Member.append(UInt64(bytes.count), bytes: 8, to: &length)
            hash.update(data: length + bytes)
        }
        let request = exchange.request
        switch likeness {
        case .endpoint:
            let number = endpoints.index(of: request)
            add(endpoints.names[number].utf8)
        case .request:
            for part in [RecordedRequest.Part.method, .authority, .target, .body] { add(request.bytes(of: part)) }
        case .bytes, .capture:
            for part in RecordedRequest.Part.allCases { add(request.bytes(of: part)) }
        }
        if likeness == .capture {
            var start: [UInt8] = []
            Member.append(UInt64(bitPattern: exchange.start.nanoseconds), bytes: 8, to: &start)
            add(start)
            add((exchange.connection?.client ?? "").utf8)
            add((exchange.connection?.server ?? "").utf8)
        }
        let digest = Array(hash.finalize())
        return Key(high: Member.number(digest[0..<8]), low: Member.number(digest[8..<16]))
    }
}
