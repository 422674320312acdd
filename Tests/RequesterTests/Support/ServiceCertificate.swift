import NIOCore
import NIOSSL
import TestSupport

extension ServiceCertificate {
    /// A server's side of TLS.
    ///
    /// - Parameters:
    ///   - protocols: what it speaks, the most wanted one first (ALPN).
    ///   - hello: told the name that each client asked for.
    static func context(
        protocols: [String] = ["http/1.1"],
        _ hello: (@Sendable (String?) -> Void)? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        )
        configuration.applicationProtocols = protocols
        if let hello {
            configuration.sslContextCallback = { values, promise in
                hello(values.serverHostname)
                promise.succeed(.noChanges)
            }
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
