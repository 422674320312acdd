import NIOCore
import NIOPosix
package import Requester

/// Sends HTTP requests over pooled keep-alive connections, with an in-memory DNS cache that lasts as long as it does.
///
/// Each event loop has its share of the connections and a view of the cache of its own. A request that fails is never
/// sent again behind your back.
///
/// ```swift
/// let requester = SpammerRequester(connectionPoolSize: 300)
/// let response = try await requester.get("http://localhost:8080/")
/// print(response.status, response.responseTime)
/// ```
public final class SpammerRequester: Sendable {
    /// What does the work.
    package let pool: PooledRequester

    /// A requester with so many connections in its pool.
    ///
    /// - Parameters:
    ///   - connectionPoolSize: the most connections that are open at once, at least 1; a request that finds all of them
    ///     busy waits for one.
    ///   - timeout: how long a request may take, from the call to the last byte of the response.
    public init(connectionPoolSize: Int = 300, timeout: Duration = .seconds(30)) {
        var configuration = RequesterConfiguration()
        configuration.connectionPoolSize = max(1, connectionPoolSize)
        configuration.timeout = timeout.nanoseconds
        pool = PooledRequester(systemTLS: configuration, group: MultiThreadedEventLoopGroup.singleton)
    }

    /// Sends a `GET`.
    ///
    /// - Parameters:
    ///   - url: `http://` or `https://`, host, and what else a URL has.
    ///   - headers: field names and values beside `Host`.
    /// - Returns: The response; one with a status of 400 or more, or one that failed, is returned and not thrown.
    /// - Throws: ``RequestError`` where the URL or a header cannot be sent.
    public func get(_ url: String, headers: [(String, String)] = []) async throws -> Response {
        try await send("GET", url, headers: headers)
    }

    /// Sends a `POST`.
    ///
    /// - Parameters:
    ///   - url: `http://` or `https://`, host, and what else a URL has.
    ///   - headers: field names and values beside `Host` and `Content-Length`.
    ///   - body: the body's bytes.
    /// - Returns: The response, as from ``get(_:headers:)``.
    /// - Throws: ``RequestError`` where the URL or a header cannot be sent.
    public func post(_ url: String, headers: [(String, String)] = [], body: [UInt8]) async throws -> Response {
        try await send("POST", url, headers: headers, body: body)
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - method: the method, `PUT`.
    ///   - url: `http://` or `https://`, host, and what else a URL has.
    ///   - headers: field names and values beside `Host` and `Content-Length`.
    ///   - body: the body's bytes.
    ///   - keepBody: how many bytes of the response's body the response holds; the rest is counted and let go.
    /// - Returns: The response, as from ``get(_:headers:)``.
    /// - Throws: ``RequestError`` where the method, the URL or a header cannot be sent.
    public func send(
        _ method: String,
        _ url: String,
        headers: [(String, String)] = [],
        body: [UInt8] = [],
        keepBody: Int = 1 << 20
    ) async throws -> Response {
        let request = try OutgoingRequest(method, url, headers: headers)
        return Response(
            await pool.send(request.wire(body: body, keepBody: keepBody, timeout: pool.configuration.timeout))
        )
    }

    /// Sends a request whose body may be made as it is sent.
    ///
    /// - Parameters:
    ///   - method: the method, `PUT`.
    ///   - url: `http://` or `https://`, host, and what else a URL has.
    ///   - headers: field names and values beside `Host`, and beside `Content-Length` and `Transfer-Encoding`, which go by
    ///     the body.
    ///   - body: the body; see ``RequestBody/stream(_:length:)``.
    ///   - keepBody: how many bytes of the response's body the response holds; the rest is counted and let go.
    /// - Returns: The response, as from ``get(_:headers:)``.
    /// - Throws: ``RequestError`` where the method, the URL or a header cannot be sent. What the body's sequence throws is
    ///   the response's ``Response/failure``.
    public func send(
        _ method: String,
        _ url: String,
        headers: [(String, String)] = [],
        body: RequestBody,
        keepBody: Int = 1 << 20
    ) async throws -> Response {
        let request = try OutgoingRequest(method, url, headers: headers)
        return Response(
            await pool.send(try request.wire(body: body, keepBody: keepBody, timeout: pool.configuration.timeout))
        )
    }

    /// Sends a request that was made before, so that nothing is parsed or encoded again.
    ///
    /// - Parameter request: the request.
    /// - Returns: The response, as from ``get(_:headers:)``.
    public func send(_ request: Request) async -> Response {
        Response(await pool.send(request.wire))
    }

    /// Closes all connections; requests under way fail.
    public func shutdown() async {
        await pool.shutdown()
    }
}
