extension RecordingAccount {
    /// The groups whose parts do not add up to their whole, each in a sentence with both figures.
    public var imbalances: [String] {
        books.filter { book in
            let carried = UInt64(bitPattern: carried?[book.name] ?? 0)
            return book.whole != book.parts &+ carried
        }.map { "\($0.name): \($0.whole) in all, \($0.parts) in the parts" }
    }

    /// What each group's parts lack to its whole is carried into the recording that goes on after this one.
    ///
    /// Only for a recording that goes on: in one that has ended nothing is open any more.
    package mutating func carryOver() {
        carried = nil
        var open: [String: Int64] = [:]
        for book in books where book.whole != book.parts {
            open[book.name] = Int64(bitPattern: book.whole &- book.parts)
        }
        carried = open.isEmpty ? nil : open
    }

    private var books: [(name: String, whole: UInt64, parts: UInt64)] {
        [
            (
                "packets", packets.total,
                packets.tcp &+ packets.otherTransport &+ packets.notIP &+ packets.fragments &+ packets.malformed
                    &+ packets.filtered
            ),
            (
                "bytes", bytes.total,
                bytes.requests &+ bytes.responses &+ bytes.framing &+ bytes.tls &+ bytes.tlsFraming &+ bytes.upgraded
                    &+ bytes.notHTTP &+ bytes.skipped &+ bytes.duplicate &+ bytes.outOfWindow &+ bytes.otherPorts
                    &+ bytes.replayed
            ),
            (
                "streams", streams.total,
                streams.http &+ streams.tls &+ streams.notHTTP &+ streams.empty &+ streams.otherPorts
                    &+ streams.replayed
            ),
            ("requests", messages.requests, messages.paired &+ messages.requestsWithoutResponse),
            ("responses", messages.responses, messages.paired &+ messages.responsesWithoutRequest),
            ("entries", entries.total, entries.recorded &+ entries.bad &+ entries.notHTTP),
        ]
    }

    /// Adds another recording's books to these.
    public mutating func add(_ other: RecordingAccount) {
        combine(other) { $0 &+= $1 }
        for hole in other.lost ?? [] { note(hole) }
        var sum = (carried ?? [:]).merging(other.carried ?? [:]) { $0 &+ $1 }
        sum = sum.filter { $0.value != 0 }
        carried = sum.isEmpty ? nil : sum
    }

    /// Takes away what was in the books at an earlier time.
    package mutating func subtract(_ earlier: RecordingAccount) {
        combine(earlier) { $0 &-= $1 }
        if let before = earlier.lost, let now = lost {
            let rest = now.filter { !before.contains($0) }
            lost = rest.isEmpty ? nil : rest
        }
        events = events.filter { $0.value > 0 }
        serversWithoutKey = serversWithoutKey.filter { $0.value > 0 }
    }

    private mutating func combine(_ other: RecordingAccount, by change: (inout UInt64, UInt64) -> Void) {
        packets.combine(other.packets, by: change)
        bytes.combine(other.bytes, by: change)
        streams.combine(other.streams, by: change)
        messages.combine(other.messages, by: change)
        entries.combine(other.entries, by: change)
        for (name, count) in other.events { change(&events[name, default: 0], count) }
        for (name, count) in other.serversWithoutKey { change(&serversWithoutKey[name, default: 0], count) }
    }
}

extension PacketAccount {
    fileprivate mutating func combine(_ other: Self, by change: (inout UInt64, UInt64) -> Void) {
        change(&total, other.total)
        change(&tcp, other.tcp)
        change(&otherTransport, other.otherTransport)
        change(&notIP, other.notIP)
        change(&fragments, other.fragments)
        change(&malformed, other.malformed)
        change(&filtered, other.filtered)
        change(&cut, other.cut)
        change(&droppedByKernel, other.droppedByKernel)
        change(&tunnelled, other.tunnelled)
        change(&reassembledDatagrams, other.reassembledDatagrams)
    }
}

extension ByteAccount {
    fileprivate mutating func combine(_ other: Self, by change: (inout UInt64, UInt64) -> Void) {
        change(&total, other.total)
        change(&requests, other.requests)
        change(&responses, other.responses)
        change(&framing, other.framing)
        change(&tls, other.tls)
        change(&tlsFraming, other.tlsFraming)
        change(&upgraded, other.upgraded)
        change(&notHTTP, other.notHTTP)
        change(&skipped, other.skipped)
        change(&duplicate, other.duplicate)
        change(&outOfWindow, other.outOfWindow)
        change(&otherPorts, other.otherPorts)
        change(&replayed, other.replayed)
        change(&lostInGaps, other.lostInGaps)
    }
}

extension StreamAccount {
    fileprivate mutating func combine(_ other: Self, by change: (inout UInt64, UInt64) -> Void) {
        change(&total, other.total)
        change(&http, other.http)
        change(&tls, other.tls)
        change(&notHTTP, other.notHTTP)
        change(&empty, other.empty)
        change(&otherPorts, other.otherPorts)
        change(&replayed, other.replayed)
        change(&joinedMidstream, other.joinedMidstream)
        change(&withGaps, other.withGaps)
        change(&upgraded, other.upgraded)
        change(&http2, other.http2)
        change(&decrypted, other.decrypted)
    }
}

extension MessageAccount {
    fileprivate mutating func combine(_ other: Self, by change: (inout UInt64, UInt64) -> Void) {
        change(&requests, other.requests)
        change(&responses, other.responses)
        change(&paired, other.paired)
        change(&requestsWithoutResponse, other.requestsWithoutResponse)
        change(&responsesWithoutRequest, other.responsesWithoutRequest)
        change(&interimResponses, other.interimResponses)
        change(&brokenRequests, other.brokenRequests)
    }
}

extension EntryAccount {
    fileprivate mutating func combine(_ other: Self, by change: (inout UInt64, UInt64) -> Void) {
        change(&total, other.total)
        change(&recorded, other.recorded)
        change(&bad, other.bad)
        change(&notHTTP, other.notHTTP)
    }
}
