extension RecordingAccount {
    /// The groups whose parts do not add up to their whole, each in a sentence with both figures.
    public var imbalances: [String] {
        let books: [(name: String, whole: UInt64, parts: UInt64)] = [
            (
                "packets", packets.total,
                packets.tcp &+ packets.otherTransport &+ packets.notIP &+ packets.fragments &+ packets.malformed
                    &+ packets.filtered
            ),
            (
                "bytes", bytes.total,
                bytes.requests &+ bytes.responses &+ bytes.framing &+ bytes.tls &+ bytes.tlsFraming &+ bytes.upgraded
                    &+ bytes.notHTTP
                    &+ bytes.skipped
                    &+ bytes.duplicate &+ bytes.outOfWindow &+ bytes.otherPorts
            ),
            (
                "streams", streams.total,
                streams.http &+ streams.tls &+ streams.notHTTP &+ streams.empty &+ streams.otherPorts
            ),
            ("requests", messages.requests, messages.paired &+ messages.requestsWithoutResponse),
            ("responses", messages.responses, messages.paired &+ messages.responsesWithoutRequest),
            ("entries", entries.total, entries.recorded &+ entries.bad &+ entries.notHTTP),
        ]
        return books.filter { $0.whole != $0.parts }.map { "\($0.name): \($0.whole) in all, \($0.parts) in the parts" }
    }

    /// Adds another recording's books to these.
    public mutating func add(_ other: RecordingAccount) {
        packets.add(other.packets)
        bytes.add(other.bytes)
        streams.add(other.streams)
        messages.add(other.messages)
        entries.add(other.entries)
        events.merge(other.events) { $0 &+ $1 }
        serversWithoutKey.merge(other.serversWithoutKey) { $0 &+ $1 }
    }
}

extension PacketAccount {
    mutating func add(_ other: Self) {
        total &+= other.total
        tcp &+= other.tcp
        otherTransport &+= other.otherTransport
        notIP &+= other.notIP
        fragments &+= other.fragments
        malformed &+= other.malformed
        filtered &+= other.filtered
        cut &+= other.cut
        droppedByKernel &+= other.droppedByKernel
        tunnelled &+= other.tunnelled
        reassembledDatagrams &+= other.reassembledDatagrams
    }
}

extension ByteAccount {
    mutating func add(_ other: Self) {
        total &+= other.total
        requests &+= other.requests
        responses &+= other.responses
        framing &+= other.framing
        tls &+= other.tls
        tlsFraming &+= other.tlsFraming
        upgraded &+= other.upgraded
        notHTTP &+= other.notHTTP
        skipped &+= other.skipped
        duplicate &+= other.duplicate
        outOfWindow &+= other.outOfWindow
        otherPorts &+= other.otherPorts
        lostInGaps &+= other.lostInGaps
    }
}

extension StreamAccount {
    mutating func add(_ other: Self) {
        total &+= other.total
        http &+= other.http
        tls &+= other.tls
        notHTTP &+= other.notHTTP
        empty &+= other.empty
        otherPorts &+= other.otherPorts
        joinedMidstream &+= other.joinedMidstream
        withGaps &+= other.withGaps
        upgraded &+= other.upgraded
        http2 &+= other.http2
        decrypted &+= other.decrypted
    }
}

extension MessageAccount {
    mutating func add(_ other: Self) {
        requests &+= other.requests
        responses &+= other.responses
        paired &+= other.paired
        requestsWithoutResponse &+= other.requestsWithoutResponse
        responsesWithoutRequest &+= other.responsesWithoutRequest
        interimResponses &+= other.interimResponses
        brokenRequests &+= other.brokenRequests
    }
}

extension EntryAccount {
    mutating func add(_ other: Self) {
        total &+= other.total
        recorded &+= other.recorded
        bad &+= other.bad
        notHTTP &+= other.notHTTP
    }
}
