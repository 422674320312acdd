import NIOCore
import NIOEmbedded
import NIOSSL
import Synchronization
import TestSupport

/// A client and a server that speak TLS, in memory; what goes between them is put into a capture.
final class TLSTalk {
    var script = PacketScript()
    var connection = PacketScript.Connection()
    var segment = 1460

    private let client = EmbeddedChannel()
    private let server = EmbeddedChannel()
    private let lines = KeyLines()

    /// The key log of both sides.
    var keyLog: [UInt8] { lines.text }

    /// Connects them.
    ///
    /// - Parameter change: of the configuration of both sides.
    init(_ change: (inout TLSConfiguration) -> Void = { _ in }) throws {
        script.open(&connection)
        var serverConfiguration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(ServiceCertificate.certificate.utf8))
                .map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(ServiceCertificate.key.utf8), format: .pem))
        )
        var clientConfiguration = TLSConfiguration.makeClientConfiguration()
        clientConfiguration.certificateVerification = .none
        clientConfiguration.keyLogCallback = { [lines] in lines.add($0) }
        change(&serverConfiguration)
        change(&clientConfiguration)
        try client.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(
                context: NIOSSLContext(configuration: clientConfiguration),
                serverHostname: "service.test"
            )
        )
        try server.pipeline.syncOperations.addHandler(
            NIOSSLServerHandler(context: NIOSSLContext(configuration: serverConfiguration))
        )
        server.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        client.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 2), promise: nil)
        try pump()
    }

    /// Sends text from the client to the server.
    func request(_ text: String) throws {
        try client.writeOutbound(ByteBuffer(string: text))
        try pump()
    }

    /// Sends text from the server to the client.
    func respond(_ text: String) throws {
        try server.writeOutbound(ByteBuffer(string: text))
        try pump()
    }

    /// Carries bytes to and fro until neither has any.
    private func pump() throws {
        var isMoving = true
        while isMoving {
            isMoving = false
            while let bytes = try client.readOutbound(as: ByteBuffer.self) {
                isMoving = true
                script.send(&connection, .client, Array(bytes.readableBytesView), segment: segment)
                try server.writeInbound(bytes)
            }
            while let bytes = try server.readOutbound(as: ByteBuffer.self) {
                isMoving = true
                script.send(&connection, .server, Array(bytes.readableBytesView), segment: segment)
                try client.writeInbound(bytes)
            }
        }
    }

    /// The lines of a key log, as they come.
    private final class KeyLines: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        var text: [UInt8] { bytes.withLock { $0 } }

        func add(_ line: ByteBuffer) {
            bytes.withLock { $0 += Array(line.readableBytesView) + [0x0A] }
        }
    }
}
