import Foundation

/// Writes a script for k6 that sends the requests in their order, at the rate at which they were recorded.
///
/// The target and the rate can be set: `k6 run -e TARGET=http://staging:8080 -e RATE=100 script.js`.
package struct K6Exporter: Exporter {
    private let encoder = JSONEncoder()
    private let exchanges: UInt64
    private let span: UInt64
    private var isFirst = true

    /// A request of the script; `b64` is the body where it is no text.
    private struct Request: Encodable {
        var method: String
        var url: String
        var headers: [String: String]
        var body: String?
        var b64: String?
    }

    /// An exporter for a corpus of so many exchanges over so many nanoseconds.
    package init(exchanges: UInt64, span: UInt64) {
        self.exchanges = exchanges
        self.span = span
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    package mutating func begin(_ output: inout [UInt8]) {
        output.append(
            contentsOf: """
                // Made by `spammer export --format k6`. Each iteration sends the next request.
                import http from 'k6/http';
                import encoding from 'k6/encoding';
                import exec from 'k6/execution';

                const requests = [
                """.utf8
        )
    }

    package mutating func append(_ exchange: Exchange, to output: inout [UInt8]) throws {
        let request = ExportedRequest(exchange.request)
        let text = request.text
        let line = Request(
            method: request.method,
            url: request.url,
            headers: Self.joined(request.fields),
            body: request.body.isEmpty ? nil : text,
            b64: text == nil ? Data(request.body).base64EncodedString() : nil
        )
        output.append(contentsOf: isFirst ? "\n".utf8 : ",\n".utf8)
        isFirst = false
        // U+2028 and U+2029 may stand in JSON and, since ECMAScript 2019, in strings of a script too.
        output.append(contentsOf: try encoder.encode(line))
    }

    /// The values by name, as k6 takes one value a name.
    ///
    /// Those of a list are joined with commas (RFC 9110, section 5.3), cookies with
    /// semicolons.
    private static func joined(_ fields: [(name: String, value: String)]) -> [String: String] {
        var joined: [String: String] = [:]
        for (name, value) in fields {
            let separator = name.lowercased() == "cookie" ? "; " : ", "
            joined[name] = joined[name].map { $0 + separator + value } ?? value
        }
        return joined
    }

    package mutating func end(_ output: inout [UInt8]) {
        let seconds = max(Double(span) / 1e9, 1)
        let rate = max(1, Int((Double(exchanges) / seconds).rounded()))
        output.append(
            contentsOf: """

                ];

                const rate = Number(__ENV.RATE || \(rate));

                export const options = {
                  scenarios: {
                    recorded: {
                      executor: 'constant-arrival-rate',
                      rate,
                      timeUnit: '1s',
                      duration: `${Math.max(1, Math.ceil(requests.length / rate))}s`,
                      preAllocatedVUs: 50,
                      maxVUs: 1000,
                    },
                  },
                };

                export default function () {
                  const request = requests[exec.scenario.iterationInTest % requests.length];
                  if (!request) return;
                  const url = __ENV.TARGET ? request.url.replace(/^https?:\\/\\/[^/]*/, __ENV.TARGET) : request.url;
                  const body = request.b64 ? encoding.b64decode(request.b64) : request.body || null;
                  http.request(request.method, url, body, { headers: request.headers, redirects: 0 });
                }

                """.utf8
        )
    }
}
