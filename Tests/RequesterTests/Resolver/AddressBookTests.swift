import Synchronization
import TestSupport
import Testing

@testable import Requester

@Suite("Names")
struct AddressBookTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    /// A resolver that answers what a test says, and remembers what it was asked.
    private final class Resolver: Sendable {
        private let asked = Mutex<[String]>([])
        private let answer: @Sendable (Int) throws(RequestFailure) -> [String]

        init(_ answer: @escaping @Sendable (Int) throws(RequestFailure) -> [String]) {
            self.answer = answer
        }

        var questions: [String] { asked.withLock { $0 } }

        func lookup(_ host: String) throws(RequestFailure) -> [String] {
            let number = asked.withLock { asked in
                asked.append(host)
                return asked.count
            }
            return try answer(number)
        }
    }

    @Test("are looked up once, however many connections go there")
    func once() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let resolver = Resolver { _ in ["127.0.0.1"] }
        let client = try TestClient(lookup: resolver.lookup)
        await withTaskGroup(of: WireOutcome.self) { group in
            for _ in 0..<10 { group.addTask { await client.get(port: server.port, host: "service.test") } }
            for await outcome in group { #expect(outcome.status == 200) }
        }
        #expect(server.connections == 10)
        #expect(resolver.questions == ["service.test"])
        let figures = await client.requester.statistics()
        #expect(figures.lookups == 1 && figures.lookupHits == 9 && figures.lookupFailures == 0)
        #expect(server.calls.allSatisfy { $0.head.contains("Host: service.test:\(server.port)\r\n") })
        try await client.end()
    }

    @Test("with several addresses are used in turn")
    func turns() async throws {
        let first = try await ScriptedServer.start(host: "127.0.0.1") { _ in [.send(Self.ok)] }
        let second = try await ScriptedServer.start(host: "127.0.0.2", port: first.port) { _ in [.send(Self.ok)] }
        let client = try TestClient(lookup: Resolver { _ in ["127.0.0.1", "127.0.0.2"] }.lookup)
        for _ in 0..<10 { #expect(await client.get(port: first.port, host: "service.test").status == 200) }
        #expect(first.connections == 5 && second.connections == 5)
        try await client.end()
    }

    @Test("with several addresses are used at the first one, where that is asked for")
    func first() async throws {
        let server = try await ScriptedServer.start(host: "0.0.0.0") { _ in [.send(Self.ok)] }
        // Nobody listens at the second one.
        let resolver = Resolver { _ in ["127.0.0.1", "::1"] }
        let client = try TestClient(lookup: resolver.lookup) { $0.addressOrder = .first }
        for _ in 0..<4 { #expect(await client.get(port: server.port, host: "service.test").status == 200) }
        #expect(await client.requester.statistics().failedConnects == 0)
        try await client.end()
    }

    @Test("are resolved to one family alone, and fail where they have no address of it")
    func family() async throws {
        let server = try await ScriptedServer.start(host: "0.0.0.0") { _ in [.send(Self.ok)] }
        let resolver = Resolver { _ in ["::1", "127.0.0.1"] }
        let client = try TestClient(lookup: resolver.lookup) { $0.addressFamily = .ipv4 }
        for _ in 0..<4 { #expect(await client.get(port: server.port, host: "service.test").status == 200) }
        #expect(await client.requester.statistics().failedConnects == 0)
        try await client.end()
        let alone = Resolver { _ in ["::1"] }
        let other = try TestClient(lookup: alone.lookup) { $0.addressFamily = .ipv4 }
        let outcome = await other.get(port: server.port, host: "service.test")
        #expect(outcome.failure == RequestFailure(.dns, "no IPv4 address"))
        try await other.end()
    }

    @Test("connections come from the addresses that are given, in turn")
    func localAddresses() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let client = try TestClient {
            $0.localAddresses = try ["127.0.0.2", "[::1]", "127.0.0.3"].map(LocalAddress.init)
        }
        for _ in 0..<4 { #expect(await client.get(port: server.port).status == 200) }
        #expect(Set(server.calls.compactMap(\.client)) == ["127.0.0.2", "127.0.0.3"])
        #expect(server.calls.count { $0.client == "127.0.0.2" } == 2)
        try await client.end()
        #expect(throws: InvalidOption.self) { try LocalAddress("eth0") }
    }

    @Test("whose first address does not answer are reached at the next one, with nothing sent before")
    func nextAddress() async throws {
        let server = try await ScriptedServer.start(host: "127.0.0.1") { _ in [.send(Self.ok)] }
        let client = try TestClient(lookup: Resolver { _ in ["127.0.0.3", "127.0.0.1"] }.lookup)
        #expect(await client.get(port: server.port, host: "service.test").status == 200)
        let figures = await client.requester.statistics()
        #expect(figures.connects == 1 && figures.failedConnects == 1)
        #expect(server.calls.count == 1)
        try await client.end()
    }

    @Test("that are not to be found fail as such, and are not asked for again at once")
    func unknown() async throws {
        let resolver = Resolver { _ throws(RequestFailure) in throw RequestFailure(.dns, "no such host") }
        let client = try TestClient(lookup: resolver.lookup)
        for _ in 0..<5 {
            let outcome = await client.get(port: 80, host: "nowhere.test")
            #expect(outcome.failure?.message == "dns: no such host")
        }
        #expect(resolver.questions.count < 5)
        try await client.end()
    }

    @Test("without a usable address fail as such")
    func empty() async throws {
        let client = try TestClient(lookup: Resolver { _ in ["not an address"] }.lookup)
        #expect(await client.get(port: 80, host: "nowhere.test").failure?.message == "dns: no address")
        try await client.end()
    }

    @Test("are looked up anew when their time is up, and what was known serves until then and if that fails")
    func lifetime() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let resolver = Resolver { number throws(RequestFailure) in
            if number > 1 { throw RequestFailure(.dns, "no such host") }
            return ["127.0.0.1"]
        }
        let client = try TestClient(lookup: resolver.lookup) { $0.dnsLifetime = 0 }
        for _ in 0..<5 { #expect(await client.get(port: server.port, host: "service.test").status == 200) }
        await client.wait { $0.lookupFailures >= 1 }
        #expect(await client.get(port: server.port, host: "service.test").status == 200)
        #expect(resolver.questions.count >= 2)
        try await client.end()
    }

    @Test("can be given an address, for one port, as curl's --resolve does")
    func overrides() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let resolver = Resolver { _ throws(RequestFailure) in throw RequestFailure(.dns, "asked") }
        let fixed = try ResolveOverride("service.test:\(server.port):127.0.0.1")
        let client = try TestClient(lookup: resolver.lookup) { $0.resolve = [fixed] }
        #expect(await client.get(port: server.port, host: "service.test").status == 200)
        #expect(await client.get(port: server.port + 1, host: "service.test").failure?.kind == .dns)
        #expect(resolver.questions == ["service.test"])
        try await client.end()
    }

    @Test("that are addresses are not looked up")
    func addresses() async throws {
        let resolver = Resolver { _ in [] }
        let client = try TestClient(lookup: resolver.lookup)
        _ = await client.get(port: try await LoopbackServer.unusedPort(), host: "127.0.0.1")
        #expect(resolver.questions == [])
        #expect(await client.requester.addresses(of: Origin(scheme: .http, host: "::1", port: 80)) == ["::1"])
        try await client.end()
    }

    @Test("are found by the system")
    func system() throws {
        #expect(try systemLookup("localhost").contains { $0 == "127.0.0.1" || $0 == "::1" })
        #expect(throws: RequestFailure.self) { try systemLookup("no such name.invalid") }
    }

    @Test("of one host and port stand for another, and the request stays what it was")
    func connectTo() async throws {
        let server = try await ScriptedServer.start { _ in [.send(Self.ok)] }
        let resolver = Resolver { _ in ["127.0.0.1"] }
        let override = try ConnectOverride("api.test:443:staging.test:\(server.port)")
        let client = try TestClient(lookup: resolver.lookup) { $0.connectTo = [override] }
        #expect(await client.get(port: 443, host: "api.test").status == 200)
        #expect(resolver.questions == ["staging.test"])
        #expect(server.calls.first?.head.contains("Host: api.test:443\r\n") == true)
        // Another port is not meant.
        #expect(await client.get(port: server.port, host: "api.test").status == 200)
        #expect(resolver.questions == ["staging.test", "api.test"])
        try await client.end()
    }

    @Test("of --connect-to are read as curl reads them")
    func overrides() throws {
        let any = try ConnectOverride("::127.0.0.1:")
        #expect(try #require(any.place(of: "a", 1)) == ("127.0.0.1", 1))
        let port = try ConnectOverride("a.test::: 8080".replacing(" ", with: ""))
        #expect(try #require(port.place(of: "A.test", 443)) == ("A.test", 8080))
        #expect(port.place(of: "b.test", 443) == nil)
        let six = try ConnectOverride("[::1]:80:[2001:db8::1]:81")
        #expect(try #require(six.place(of: "::1", 80)) == ("2001:db8::1", 81))
        for text in ["", "a", "a:b:c:d", "a:80:b", "a:80:b:0", "a:80:b:99999", "a:80:b:80:c"] {
            #expect(throws: InvalidOption.self) { try ConnectOverride(text) }
        }
    }

    /// Else it would be passed over, and the requests would go to where the name leads.
    @Test(
        "of an override have to be addresses",
        arguments: [
            "a.test:443:b.test", "a.test:443:127.0.0.1:80", "a.test:443:[::1", "a.test:443:", "a.test:0:127.0.0.1",
        ]
    )
    func overrideOfNoAddress(_ text: String) {
        #expect(throws: InvalidOption.self) { try ResolveOverride(text) }
    }

    @Test("of an override may stand in brackets", arguments: ["a.test:443:[::1]", "A.test:443:::1"])
    func overrideInBrackets(_ text: String) throws {
        let override = try ResolveOverride(text)
        #expect(override.host == "a.test" && override.port == 443 && override.address == "::1")
    }
}
