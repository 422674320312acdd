/// The books of a recording: where every packet, every byte and every message went.
///
/// Each group has a whole and its parts; ``imbalances`` names each group whose parts do not add up to its whole, and is
/// empty for every recording that this project makes.
public struct RecordingAccount: Sendable, Hashable, Codable {
    /// Packets of captures.
    public var packets = PacketAccount()
    /// TCP payload bytes of captures.
    public var bytes = ByteAccount()
    /// TCP streams of captures, both directions of a connection being one.
    public var streams = StreamAccount()
    /// Requests and responses found in streams.
    public var messages = MessageAccount()
    /// Entries of HAR files and logs.
    public var entries = EntryAccount()
    /// Limits that were hit and other named events, by name: how often.
    public var events: [String: UInt64] = [:]
    /// Streams of TLS that could not be decrypted, by the name of the server that the client asked for.
    public var serversWithoutKey: [String: UInt64] = [:]
    /// The largest holes in streams, in the order in which they were given up; nil where there are none.
    public var lost: [LostBytes]?
    /// In a file of a recording that goes on in another one: what is in a group's whole and will be in the parts of a
    /// later file, by the group's name (`bytes`, `streams`, `requests`, `responses`); below 0 in the file where more is
    /// settled than came.
    ///
    /// Nil for a recording of one file. Over all files of a recording they add up to nothing.
    public var carried: [String: Int64]?

    /// Books with nothing in them.
    public init() {}

    /// Servers that are told apart; the others are under `(other)`.
    private static let serverLimit = 1000

    /// Counts a stream of TLS that could not be decrypted.
    public mutating func countServerWithoutKey(_ name: String) {
        let isKnown = serversWithoutKey[name] != nil || serversWithoutKey.count < Self.serverLimit
        serversWithoutKey[isKnown ? name : "(other)", default: 0] += 1
    }

    /// Counts a named event.
    public mutating func count(_ event: String, by amount: UInt64 = 1) {
        events[event, default: 0] += amount
    }
}

/// Where the packets of the captures went.
public struct PacketAccount: Sendable, Hashable, Codable {
    /// All packets read.
    public var total: UInt64 = 0
    /// Carried a TCP segment that was decoded, with payload or without.
    public var tcp: UInt64 = 0
    /// IP packets of another protocol: UDP, ICMP and so on.
    public var otherTransport: UInt64 = 0
    /// Not IP: ARP, LLDP and so on.
    public var notIP: UInt64 = 0
    /// Fragments held until the datagram that they are part of was whole, or never became so.
    public var fragments: UInt64 = 0
    /// A header that contradicts itself, or is cut short by the capture.
    public var malformed: UInt64 = 0
    /// Left out by `--filter`, where Spammer and not libpcap applied it.
    public var filtered: UInt64 = 0
    /// Of `tcp`: payload cut by the snap length.
    public var cut: UInt64 = 0
    /// In no other count: packets that the kernel had no room for while an interface was captured.
    public var droppedByKernel: UInt64 = 0
    /// Of `tcp`: within a tunnel, such as VXLAN or GRE.
    public var tunnelled: UInt64 = 0
    /// Datagrams put together from fragments; the segment that was in each one is part of `fragments`, not of `tcp`.
    public var reassembledDatagrams: UInt64 = 0

    /// Books with nothing in them.
    public init() {}
}

/// Where the TCP payload bytes that the captures hold went.
public struct ByteAccount: Sendable, Hashable, Codable {
    /// All TCP payload bytes that were captured, repeated ones as often as they came.
    public var total: UInt64 = 0
    /// In requests: heads, bodies and framing.
    public var requests: UInt64 = 0
    /// In responses, 1xx among them: heads, bodies and framing.
    public var responses: UInt64 = 0
    /// In frames of HTTP/2 that carry no message: the preface, settings, windows, resets.
    public var framing: UInt64 = 0
    /// In TLS that could not be decrypted.
    public var tls: UInt64 = 0
    /// In TLS that was decrypted: handshakes, records' heads and tags; the content is counted as what it is.
    public var tlsFraming: UInt64 = 0
    /// After an upgrade or a CONNECT.
    public var upgraded: UInt64 = 0
    /// In streams that are not HTTP, and between messages.
    public var notHTTP: UInt64 = 0
    /// In an HTTP stream, passed over in search of the next message: after a gap, after a message that broke the rules, or
    /// where the capture joined in the middle.
    public var skipped: UInt64 = 0
    /// Came again: retransmitted or overlapping.
    public var duplicate: UInt64 = 0
    /// In no stream's window: before its start, after its end, or too far ahead.
    public var outOfWindow: UInt64 = 0
    /// On ports that `--port` left out.
    public var otherPorts: UInt64 = 0
    /// Sent or answered over a replay's connections, on the machine that was recorded.
    public var replayed: UInt64 = 0
    /// Not part of `total`: bytes that the streams' sequence numbers name and no packet brought.
    public var lostInGaps: UInt64 = 0

    /// Books with nothing in them.
    public init() {}
}

/// What the TCP streams were.
public struct StreamAccount: Sendable, Hashable, Codable {
    /// All streams.
    public var total: UInt64 = 0
    /// HTTP was found in them.
    public var http: UInt64 = 0
    /// TLS that could not be decrypted, or had no content.
    public var tls: UInt64 = 0
    /// Something else.
    public var notHTTP: UInt64 = 0
    /// Carried no payload.
    public var empty: UInt64 = 0
    /// On ports that `--port` left out.
    public var otherPorts: UInt64 = 0
    /// Of a replay on the machine that was recorded.
    public var replayed: UInt64 = 0
    /// Of all: the capture has not their beginning.
    public var joinedMidstream: UInt64 = 0
    /// Of all: bytes are missing.
    public var withGaps: UInt64 = 0
    /// Of all: within TLS that was decrypted.
    public var decrypted: UInt64 = 0
    /// Of `http`: spoke HTTP/2.
    public var http2: UInt64 = 0
    /// Of `http`: became another protocol by an upgrade or a CONNECT.
    public var upgraded: UInt64 = 0

    /// Books with nothing in them.
    public init() {}
}

/// The requests and responses that were found, and how they were paired.
public struct MessageAccount: Sendable, Hashable, Codable {
    /// All requests.
    public var requests: UInt64 = 0
    /// All final responses.
    public var responses: UInt64 = 0
    /// Requests with their response.
    public var paired: UInt64 = 0
    /// Requests with no response.
    public var requestsWithoutResponse: UInt64 = 0
    /// Responses whose request was not seen.
    public var responsesWithoutRequest: UInt64 = 0
    /// Interim (1xx) responses; no part of `responses`.
    public var interimResponses: UInt64 = 0
    /// Requests cut off in the head, which are in no other count: nothing can be replayed of them.
    public var brokenRequests: UInt64 = 0

    /// Books with nothing in them.
    public init() {}
}

/// What became of the entries of HAR files and logs.
public struct EntryAccount: Sendable, Hashable, Codable {
    /// All entries or lines read, empty lines left out.
    public var total: UInt64 = 0
    /// Became an exchange.
    public var recorded: UInt64 = 0
    /// Could not be read as JSON, or lack what an exchange needs.
    public var bad: UInt64 = 0
    /// Fine, but no HTTP request: WebSocket, `data:` and `blob:` entries and their like.
    public var notHTTP: UInt64 = 0

    /// Books with nothing in them.
    public init() {}
}
