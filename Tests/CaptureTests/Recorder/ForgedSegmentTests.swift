import Corpus
import TestSupport
import Testing

@testable import Capture

@Suite("Segments that their receiver drops")
struct ForgedSegmentTests {
    @Test("a reset and a FIN before the handshake is answered end nothing")
    func endBeforeHandshake() throws {
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.add(connection, .client, flags: PacketScript.syn)
        connection.clientSequence &+= 1
        var forged = connection
        forged.serverSequence = 0
        script.add(forged, .server, flags: PacketScript.rst | PacketScript.ack)
        script.add(forged, .server, flags: PacketScript.fin | PacketScript.ack)
        script.add(connection, .server, flags: PacketScript.syn | PacketScript.ack)
        connection.serverSequence &+= 1
        script.send(&connection, .client, "GET /a HTTP/1.1\r\nHost: shop.test\r\n\r\n")
        script.send(&connection, .server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        script.close(&connection)
        let recording = try Recording(script)
        #expect(recording.lines == ["GET /a 200"])
        #expect(recording.account.imbalances.isEmpty)
        #expect(recording.account.bytes.outOfWindow == 0)
    }
}
