import FuzzTargets

/// What users write, for a fuzzer to begin with.
enum ExpressionSeeds {
    static func seeds(_ target: FuzzTarget) -> [[UInt8]] {
        switch target {
        case .threshold: thresholds.map { Array($0.utf8) }
        case .redactionRules: redactionRules.map { Array($0.utf8) }
        case .cookies: sessions
        case .ignore:
            rules.flatMap { rule in bodies.map { Array("\(rule)\0\($0.0)\0\($0.1)".utf8) } }
        case .rewrite:
            replacements.enumerated().flatMap { number, replacement in
                ["/v1/12/ab?x=1&y=2", "/aab"].map { [UInt8(number)] + Array("\(replacement)\0x=a b\0\($0)".utf8) }
            }
        default: settings.map { Array($0.utf8) }
        }
    }

    private static let thresholds = [
        "p99 <= 300ms", "response p99.9 < 1s", "service p50 > 1.1x", "failures <= 0.1%", "mismatches < 5",
        "lateness p99 <= 5ms", "dropped <= 0", "rate >= 95%", "GET /users/{id}: p95 <= 80ms", "GET /a:b: rate > 450/s",
        "thresholds:\n  - p99 <= 300ms\n  - GET /a: p95 <= 80ms\n",
        "thresholds:\n  all endpoints: [p99 <= 1.1x]\n  GET /a:\n    - failures <= 1%\n    - rate >= 5\n",
    ]

    private static let redactionRules = [
        "headers: [X-Customer]\nparameters: [customer_id, b]\nkeep: [csrf_token, e-mail]\n",
        "patterns:\n  - name: order\n    match: 'order-([0-9]+)'\n  - {name: a, match: ä}\n", "keep: card\n",
    ]

    private static let sessions: [[UInt8]] = [
        [
            "sid=a1; Path=/; HttpOnly", "sid=b2; Max-Age=5; Domain=.shop.test",
            "sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        ],
        ["a=1; secure; path=/x", "b=2; domain=test", "c=3; expires=Wed, 09-Jun-2093 10:18:14"],
    ].map(session)

    /// Responses that set cookies, each with a request behind it.
    private static func session(_ settings: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (number, setting) in settings.enumerated() {
            let host: UInt8 = number.isMultiple(of: 2) ? 0 : 5
            bytes += [host, 1, UInt8(ascii: "x"), UInt8(setting.utf8.count)]
            bytes += Array(setting.utf8)
            bytes += [8 + host, 2]
            bytes += Array("x/".utf8)
            bytes.append(10)
            bytes += Array("sid=0; a=9".utf8)
        }
        return bytes
    }

    private static let rules = [
        "$.items[*].id", "$..updated_at", "header:etag", "status", "body", "GET /users/{id}: $.seen", #"$["a b"].*"#,
        #"$['it\'s'][]..x"#,
    ]
    private static let bodies = [
        (
            #"{"items":[{"id":1,"updated_at":"x"}],"a b":{"c":null}}"#,
            #"{"items":[{"id":2.0}],"a b":{"c":true},"n":1e2}"#
        ),
        (#"[1,"\u00e4",{"seen":[]}]"#, #"[1.0,"ä",{"seen":{}},4]"#),
        ("plain", "other"),
    ]

    private static let replacements = ["/v2/$1", "x$0y", "$1$2", "$$", "/$2/$1$9", ""]

    private static let settings = [
        """
        corpus: a.corpus
        target: [http://a, api.prod=http://b]
        speed: 2x
        duration: 5m
        header:
          - "X-Tenant: blue"
        loop: true
        """,
        """
        corpus: a.corpus
        target: http://a
        rate: 50/1s
        poisson: true
        threshold: ['p99 <= 300ms']
        abort-on: ['failures > 5%']
        timeout: 30s
        connections: 20
        resolve: ["a:80:127.0.0.1"]
        """,
        """
        corpus: a.corpus
        target: http://a
        rate-steps: 10..100/30s
        check-bodies: true
        ignore: ['$.a', 'header:etag']
        rewrite-path: ['^/v1/(.*)=>/v2/$1']
        set-query: [a=b]
        remove-header: Cookie
        """,
        "sped: 2x\n", "speed: [1x, 2x]\n", "loop: maybe\n", "a: &x [1]\nb: *x\n",
    ]
}
