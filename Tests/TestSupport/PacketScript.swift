/// Writes the packets of TCP connections, one after another, and makes a capture of them.
package struct PacketScript: Sendable {
    /// A packet and the nanosecond at which it was captured.
    package struct Packet: Sendable {
        package var time: Int64
        package var bytes: [UInt8]
        /// Its length on the wire; more than its bytes where the capture cut it.
        package var wireLength: Int

        package init(time: Int64, bytes: [UInt8]) {
            self.time = time
            self.bytes = bytes
            wireLength = bytes.count
        }
    }

    /// A TCP connection as both of its ends see it.
    package struct Connection: Sendable {
        package var client: FrameBuilder.End
        package var server: FrameBuilder.End
        package var clientSequence: UInt32
        package var serverSequence: UInt32

        package init(
            client: FrameBuilder.End = .init([10, 0, 0, 7], 51_234),
            server: FrameBuilder.End = .init([10, 0, 0, 1], 8080),
            clientSequence: UInt32 = 1000,
            serverSequence: UInt32 = 5000
        ) {
            self.client = client
            self.server = server
            self.clientSequence = clientSequence
            self.serverSequence = serverSequence
        }
    }

    package enum Sender: Sendable {
        case client
        case server
    }

    package static let fin: UInt8 = 1
    package static let syn: UInt8 = 2
    package static let rst: UInt8 = 4
    package static let ack: UInt8 = 16

    package var builder: FrameBuilder
    package private(set) var packets: [Packet] = []
    /// When the next packet is captured, and how long after it the one after that.
    package var time: Int64 = 1_700_000_000_000_000_000
    package var step: Int64 = 1_000_000

    package init(_ builder: FrameBuilder = FrameBuilder()) {
        self.builder = builder
    }

    /// The three steps of a handshake.
    package mutating func open(_ connection: inout Connection) {
        add(connection, .client, flags: Self.syn)
        connection.clientSequence &+= 1
        add(connection, .server, flags: Self.syn | Self.ack)
        connection.serverSequence &+= 1
        add(connection, .client, flags: Self.ack)
    }

    /// Bytes in segments of a size, each of them acknowledged at once.
    package mutating func send(_ connection: inout Connection, _ sender: Sender, _ bytes: [UInt8], segment: Int = 1460)
    {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(segment))
            rest = rest.dropFirst(segment)
            add(connection, sender, flags: Self.ack, payload: part)
            advance(&connection, sender, part.count)
            add(connection, sender == .client ? .server : .client, flags: Self.ack)
        }
    }

    package mutating func send(_ connection: inout Connection, _ sender: Sender, _ text: String, segment: Int = 1460) {
        send(&connection, sender, Array(text.utf8), segment: segment)
    }

    /// Bytes that are sent, and in no packet of the capture.
    package mutating func lose(_ connection: inout Connection, _ sender: Sender, _ count: Int) {
        advance(&connection, sender, count)
    }

    /// Both ends close, the client first.
    package mutating func close(_ connection: inout Connection) {
        for sender in [Sender.client, .server] {
            add(connection, sender, flags: Self.fin | Self.ack)
            advance(&connection, sender, 1)
            add(connection, sender == .client ? .server : .client, flags: Self.ack)
        }
    }

    /// One end resets the connection.
    package mutating func reset(_ connection: Connection, _ sender: Sender) {
        add(connection, sender, flags: Self.rst | Self.ack)
    }

    /// One packet, with the numbers as they stand.
    package mutating func add(_ connection: Connection, _ sender: Sender, flags: UInt8, payload: [UInt8] = []) {
        let isClient = sender == .client
        let segment = builder.segment(
            from: isClient ? connection.client : connection.server,
            to: isClient ? connection.server : connection.client,
            sequence: isClient ? connection.clientSequence : connection.serverSequence,
            acknowledgment: isClient ? connection.serverSequence : connection.clientSequence,
            flags: flags,
            payload: payload
        )
        add(
            builder.frame(
                segment,
                from: isClient ? connection.client : connection.server,
                to: isClient ? connection.server : connection.client
            )
        )
    }

    /// A packet of any bytes.
    package mutating func add(_ bytes: [UInt8]) {
        packets.append(Packet(time: time, bytes: bytes))
        time += step
    }

    /// Loses, swaps and changes a few of the packets after the handshake.
    ///
    /// - Parameter firstByte: the first byte of a packet that may be changed.
    package mutating func damage(from firstByte: Int = 0, using random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...4, using: &random) where packets.count > 4 {
            let index = Int.random(in: 3..<packets.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: packets.remove(at: index)
            case 1: packets.swapAt(index, Int.random(in: 3..<packets.count, using: &random))
            default:
                guard packets[index].bytes.count > firstByte else { continue }
                let place = Int.random(in: firstByte..<packets[index].bytes.count, using: &random)
                packets[index].bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            }
        }
    }

    /// Changes the packets that were written.
    package mutating func edit(_ change: (inout [Packet]) -> Void) {
        change(&packets)
    }

    private func advance(_ connection: inout Connection, _ sender: Sender, _ count: Int) {
        if sender == .client {
            connection.clientSequence &+= UInt32(truncatingIfNeeded: count)
        } else {
            connection.serverSequence &+= UInt32(truncatingIfNeeded: count)
        }
    }

    /// The capture in libpcap's format, with nanoseconds.
    package var pcap: [UInt8] {
        var bytes =
            FrameBuilder.little(UInt32(0xA1B2_3C4D)) + FrameBuilder.little(UInt16(2)) + FrameBuilder.little(UInt16(4))
        bytes += [UInt8](repeating: 0, count: 8) + FrameBuilder.little(UInt32(262_144))
        bytes += FrameBuilder.little(builder.link.number)
        for packet in packets {
            bytes += FrameBuilder.little(UInt32(packet.time / 1_000_000_000))
            bytes += FrameBuilder.little(UInt32(packet.time % 1_000_000_000))
            bytes += FrameBuilder.little(UInt32(packet.bytes.count)) + FrameBuilder.little(UInt32(packet.wireLength))
            bytes += packet.bytes
        }
        return bytes
    }

    /// The capture as pcapng, with nanoseconds (draft-ietf-opsawg-pcapng, sections 4.1 to 4.3).
    package var pcapng: [UInt8] {
        var bytes = Self.block(
            0x0A0D_0D0A,
            FrameBuilder.little(UInt32(0x1A2B_3C4D)) + [1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)
        )
        // if_tsresol: ten to the minus nine.
        let options: [UInt8] = [9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0]
        bytes += Self.block(
            1,
            FrameBuilder.little(UInt16(builder.link.number)) + [0, 0] + FrameBuilder.little(UInt32(262_144)) + options
        )
        for packet in packets {
            let time = UInt64(packet.time)
            var body = [UInt8](repeating: 0, count: 4)
            body += FrameBuilder.little(UInt32(time >> 32)) + FrameBuilder.little(UInt32(truncatingIfNeeded: time))
            body += FrameBuilder.little(UInt32(packet.bytes.count)) + FrameBuilder.little(UInt32(packet.wireLength))
            body += packet.bytes
            bytes += Self.block(6, body)
        }
        return bytes
    }

    private static func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
        let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
        let length = FrameBuilder.little(UInt32(padded.count + 12))
        return FrameBuilder.little(type) + length + padded + length
    }
}
