import NIOCore
import NIOSSL

/// Makes the TLS side of connections; one context for all of them, made when it is first needed.
final class TLSClient: Sendable {
    private let context: Result<NIOSSLContext, any Error>
    /// The name that servers are asked for; nil for the host's.
    private let serverName: String?

    /// What the system has by default; a system that lacks it fails each handshake, and nothing before.
    init() {
        context = Result { try NIOSSLContext(configuration: Self.common(.negotiated)) }
        serverName = nil
    }

    private static func common(_ choice: HTTPChoice) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols =
            switch choice {
            case .negotiated: ["h2", "http/1.1"]
            case .http1: ["http/1.1"]
            case .http2: ["h2"]
            }
        return configuration
    }

    /// Reads the files that the options name.
    ///
    /// - Throws: ``InvalidOption`` with the file that cannot be used.
    init(_ options: TLSOptions, _ choice: HTTPChoice) throws {
        var configuration = Self.common(choice)
        serverName = options.serverName
        if !options.verifiesPeer { configuration.certificateVerification = .none }
        if let file = options.trustFile {
            configuration.trustRoots = .certificates(try Self.reading(file) { try NIOSSLCertificate.fromPEMFile(file) })
        }
        if let file = options.certificateFile {
            configuration.certificateChain = try Self.reading(file) { try NIOSSLCertificate.fromPEMFile(file) }
                .map { .certificate($0) }
        }
        if let file = options.keyFile {
            configuration.privateKey = .privateKey(
                try Self.reading(file) { try NIOSSLPrivateKey(file: file, format: .pem) }
            )
        }
        do {
            context = .success(try NIOSSLContext(configuration: configuration))
        } catch {
            throw InvalidOption("the TLS options do not go together: \(error)")
        }
    }

    /// The handler for one connection, with the server's name where it is one (RFC 6066, section 3).
    func handler(for host: String) throws -> NIOSSLClientHandler {
        let name = serverName ?? host
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
        return try NIOSSLClientHandler(context: context.get(), serverHostname: isAddress ? nil : name)
    }

    private static func reading<Value>(_ file: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw InvalidOption("expected a PEM file, and cannot use \(file): \(error)")
        }
    }
}
