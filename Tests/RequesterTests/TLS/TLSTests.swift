import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import Requester

@Suite("TLS")
struct TLSTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("certificate.pem", Array(ServiceCertificate.certificate.utf8))
        try folder.write("broken.pem", Array("this is no certificate".utf8))
    }

    private func server() async throws -> ScriptedServer {
        try await ScriptedServer.start(tls: ServiceCertificate.context()) { _ in [.send(Self.ok)] }
    }

    private func client(_ change: (inout TLSOptions) -> Void = { _ in }) throws -> TestClient {
        let lookup: HostLookup = { _ in ["127.0.0.1"] }
        return try TestClient(lookup: lookup) { change(&$0.tls) }
    }

    @Test("is spoken with a target whose certificate is trusted and has its name")
    func trusted() async throws {
        let server = try await server()
        let client = try client { $0.trustFile = folder.file("certificate.pem") }
        for number in 0..<3 {
            let outcome = await client.get(port: server.port, host: "service.test", scheme: .https)
            #expect(outcome.status == 200, "\(String(describing: outcome.failure))")
            #expect((outcome.connectTime > 0) == (number == 0))
        }
        #expect(server.connections == 1)
        try await client.end()
    }

    @Test("names the host to the target, and HTTP/1.1 as what will be spoken")
    func names() async throws {
        let seen = SeenNames()
        let context = try ServiceCertificate.context { seen.add($0) }
        let server = try await ScriptedServer.start(tls: context) { _ in [.send(Self.ok)] }
        let client = try client { $0.verifiesPeer = false }
        #expect(await client.get(port: server.port, host: "other.test", scheme: .https).status == 200)
        #expect(await client.get(port: server.port, host: "127.0.0.1", scheme: .https).status == 200)
        #expect(seen.names == ["other.test", nil])
        try await client.end()
    }

    @Test("fails at a certificate that is not trusted, and nothing is sent")
    func untrusted() async throws {
        let server = try await server()
        let client = try client()
        let outcome = await client.get(port: server.port, host: "service.test", scheme: .https)
        #expect(outcome.failure?.kind == .tls)
        #expect(server.calls.isEmpty)
        try await client.end()
    }

    @Test("that has nothing to trust on this system says so at the handshake, and is no matter before")
    func nothingToTrust() throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file("/nowhere.pem")
        let context = try TLSClient.context(configuration, hasOwnKey: false)
        #expect(throws: RequestFailure.self) { try context.get() }
        #expect(throws: InvalidOption.self) { try TLSClient.context(configuration, hasOwnKey: true) }
    }

    @Test("fails at a certificate of another name, unless it does not matter")
    func wrongName() async throws {
        let server = try await server()
        let strict = try client { $0.trustFile = folder.file("certificate.pem") }
        #expect(await strict.get(port: server.port, host: "other.test", scheme: .https).failure?.kind == .tls)
        try await strict.end()
        let lax = try client { $0.verifiesPeer = false }
        #expect(await lax.get(port: server.port, host: "other.test", scheme: .https).status == 200)
        try await lax.end()
    }

    @Test("asks for the name that it is told, and checks that one")
    func serverName() async throws {
        let server = try await server()
        let client = try client {
            $0.trustFile = folder.file("certificate.pem")
            $0.serverName = "service.test"
        }
        #expect(await client.get(port: server.port, host: "other.test", scheme: .https).status == 200)
        #expect(await client.get(port: server.port, host: "127.0.0.1", scheme: .https).status == 200)
        try await client.end()
    }

    @Test("fails at a target that speaks none")
    func plain() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient { $0.connectTimeout = 100_000_000 }
        let outcome = await client.get(port: server.port, scheme: .https)
        #expect(outcome.failure?.message == "tls: no answer in 100 ms")
        #expect(await client.requester.statistics().open == 0)
        try await client.end()
    }

    @Test("with a file that cannot be used is an error before anything is sent")
    func files() throws {
        for change: (inout TLSOptions) -> Void in [
            { $0.trustFile = "/nowhere.pem" }, { $0.trustFile = folder.file("broken.pem") },
            { $0.keyFile = folder.file("broken.pem") }, { $0.certificateFile = "/nowhere.pem" },
        ] {
            let error = #expect(throws: InvalidOption.self) { try client(change) }
            #expect(error?.description.hasPrefix("expected a PEM file") == true)
        }
    }
}

/// The names that clients asked for.
private final class SeenNames: Sendable {
    private let all = Mutex<[String?]>([])

    var names: [String?] { all.withLock { $0 } }

    func add(_ name: String?) {
        all.withLock { $0.append(name) }
    }
}
