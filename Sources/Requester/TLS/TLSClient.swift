import Glibc
import NIOCore
import NIOSSL

/// Makes the TLS side of connections, of one context for all of them.
final class TLSClient: Sendable {
    private let context: Result<NIOSSLContext, any Error>
    /// The name that servers are asked for; nil for the host's.
    private let serverName: String?

    /// What the system has by default.
    init() {
        context = Result { try Self.context(Self.common(.negotiated), hasOwnKey: false).get() }
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
            configuration.trustRoots = .certificates(
                try Self.reading("certificates", in: file) { try NIOSSLCertificate.fromPEMFile(file) }
            )
        }
        if let file = options.certificateFile {
            configuration.certificateChain = try Self.reading("a certificate", in: file) {
                try NIOSSLCertificate.fromPEMFile(file)
            }
            .map { .certificate($0) }
        }
        if let file = options.keyFile {
            configuration.privateKey = .privateKey(
                try Self.reading("a key", in: file) { try NIOSSLPrivateKey(file: file, format: .pem) }
            )
        }
        context = try Self.context(configuration, hasOwnKey: options.certificateFile != nil || options.keyFile != nil)
    }

    /// The context of all connections; or why there can be none, which each handshake then says: a system without
    /// certificates to trust, as a bare Debian is, sends plain HTTP as any other does.
    ///
    /// - Throws: ``InvalidOption`` where it is the options that cannot be used.
    static func context(
        _ configuration: TLSConfiguration,
        hasOwnKey: Bool
    ) throws -> Result<NIOSSLContext, any Error> {
        do {
            return .success(try NIOSSLContext(configuration: configuration))
        } catch {
            guard !hasOwnKey else {
                throw InvalidOption("the TLS options do not go together: expected a certificate and its key: \(error)")
            }
            return .failure(
                RequestFailure(
                    .tls,
                    "no certificates to trust on this system: install ca-certificates, or name them with --cacert"
                )
            )
        }
    }

    /// The handler for one connection, with the server's name where it is one (RFC 6066, section 3).
    func handler(for host: String) throws -> NIOSSLClientHandler {
        let name = serverName ?? host
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
        return try NIOSSLClientHandler(context: context.get(), serverHostname: isAddress ? nil : name)
    }

    private static func reading<Value>(
        _ content: String,
        in file: String,
        _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch {
            // The library does not say whether it cannot read the file, or what is in it.
            let problem = access(file, R_OK) == 0 ? "it holds no such thing" : String(cString: strerror(errno))
            throw InvalidOption("expected a PEM file with \(content), and cannot use \(file): \(problem)")
        }
    }
}
