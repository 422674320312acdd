import Corpus
import TestSupport

/// Segments of one connection in any order, with gaps, overlaps and acknowledgments of what was never sent.
///
/// What each side sends is told by the sequence number alone, so whatever comes and gets lost, a request that is recorded
/// has to be one of those: two halves that do not belong together never make one.
enum ReassemblyTarget {
    private static let messageLength = 64

    /// Six bytes for each segment: side and flags, where it begins beside where it should, its length, and how far it
    /// acknowledges beside how far it could.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        var script = PacketScript()
        var connection = PacketScript.Connection()
        let (clientStart, serverStart) = (connection.clientSequence &+ 1, connection.serverSequence &+ 1)
        script.open(&connection)
        while !input.isEmpty {
            let kind = input.byte()
            let isClient = kind & 1 == 0
            let distance = Int16(bitPattern: input.short())
            let length = Int(input.byte())
            let acknowledged = Int16(bitPattern: input.short())
            var segment = connection
            if isClient {
                segment.clientSequence &+= UInt32(bitPattern: Int32(distance))
                segment.serverSequence &+= UInt32(bitPattern: Int32(acknowledged))
            } else {
                segment.serverSequence &+= UInt32(bitPattern: Int32(distance))
                segment.clientSequence &+= UInt32(bitPattern: Int32(acknowledged))
            }
            let start = isClient ? segment.clientSequence &- clientStart : segment.serverSequence &- serverStart
            var flags = PacketScript.ack
            // Seldom enough that connections get old.
            if kind & 0xF0 == 0x10 { flags |= PacketScript.fin }
            if kind & 0xF0 == 0x20 { flags |= PacketScript.rst }
            script.add(segment, isClient ? .client : .server, flags: flags, payload: stream(isClient, start, length))
            if distance == 0 {
                if isClient {
                    connection.clientSequence &+= UInt32(length)
                } else {
                    connection.serverSequence &+= UInt32(length)
                }
            }
        }
        RecordingTarget.record(script.pcap) { exchange in
            let number = exchange.request.target.dropFirst().prefix(8)
            return UInt32(number, radix: 16).map { request(Int($0)) } == whole(exchange.request)
        }
    }

    /// A part of what a side sends.
    private static func stream(_ isClient: Bool, _ start: UInt32, _ length: Int) -> [UInt8] {
        let first = Int(start) / messageLength
        let count = length / messageLength + 2
        let messages = (first..<first + count).flatMap { isClient ? request($0) : response($0) }
        return Array(messages.dropFirst(Int(start) % messageLength).prefix(length))
    }

    private static func request(_ number: Int) -> [UInt8] {
        padded("GET /\(digits(number)) HTTP/1.1\r\nHost: a\r\nX: ", "\r\n\r\n")
    }

    private static func response(_ number: Int) -> [UInt8] {
        padded("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: ", "\r\n\r\nok")
    }

    private static func digits(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func padded(_ start: String, _ end: String) -> [UInt8] {
        let fill = String(repeating: "x", count: messageLength - start.utf8.count - end.utf8.count)
        return Array((start + fill + end).utf8)
    }

    private static func whole(_ request: RecordedRequest) -> [UInt8] {
        Array("\(request.method) \(request.target) HTTP/1.1\r\n".utf8) + Array(request.fieldLines) + Array("\r\n".utf8)
    }
}
