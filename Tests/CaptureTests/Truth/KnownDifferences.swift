/// Where a recording differs from what the dissector saw, and why; by the capture's path.
///
/// A capture that is not here has to agree, and one that is here has to differ: what is mended leaves the list.
enum KnownDifferences {
    /// Not built yet: each of these belongs to a later issue.
    static let toCome = [
        "tcpdump/arcnet-rfc1051-arp-icmp-http.pcap": "ARCNET"
    ]

    /// TLS of a kind that no program of today speaks: it is counted by what it is.
    static let oldTLS = [
        "pcapFS/tests/crypto/all_ciphers_test/all_ciphers.pcap": "one of its ciphers is not known",
        "tls-decryption/data/tls2/dump.pcapng": "compressed records",
        "wireshark-notes/ssl3/dump.pcapng": "SSL 3",
        "wireshark-notes/tls/all/dump.pcapng": "ciphers that are not known",
        "wireshark-notes/tls/broken/dump.pcapng": "ciphers that are not known",
        "wireshark-notes/tls/works/dump.pcapng": "ciphers that are not known",
    ]

    /// The dissector saw less, or something else; the bytes are on our side.
    static let better = [
        "arkime/http2-nghttp2.pcap": "it takes what the server pushed for a request, and leaves out the request",
        "PcapPlusPlus/Pcap++Test/PcapExamples/example.pcap": "it leaves out a SUBSCRIBE",
        "derived/corrupt_caplen_huge.pcap": "it stops at the damaged packet; those behind it are recorded",
        "derived/corrupt_caplen_plus3.pcap": "the same",
        "derived/gap_lost_request5.pcap": "it goes silent after the lost request; all others are recorded",
        "nDPI/http-manipulated.pcap": "it cuts a target that is too long for it",
        "suricata-verify/bug-5437-01/input.pcap": "it cuts a target at its blank",
        "suricata-verify/bug-5392/TPWhite-carved-out-7787-s1.pcap": "it leaves out the request after a lost segment",
        "suricata-verify/bug-7851-01/connect.pcap": "it leaves out a CONNECT with a path as its target",
        "suricata-verify/detect-app-layer-protocol-03/input.pcap": "it does not know the method",
        "suricata-verify/firewall/tcp-session-decode-malformed-ipv4/input.pcap": "it does not know the method",
        "suricata-verify/http-uri-spaces/input.pcap": "it cuts a target at its blank",
        "suricata-verify/output-eve-anomaly-02/input.pcap": "it leaves out HTTP on another port",
        "suricata-verify/transform-base64-7296/input.pcap": "it goes silent after a gap",
        "suricata-verify/uricontent/detect-uricontent-02/input.pcap": "it leaves out a request joined in the middle",
        "suricata-verify/uricontent/detect-uricontent-04/input.pcap": "it leaves out HTTP on another port",
        "suricata-verify/uricontent/detect-uricontent-05/input.pcap": "it leaves out HTTP on another port",
        "suricata-verify/uricontent/detect-uricontent-07/input.pcap": "it leaves out HTTP on another port",
        "zeek/doc/traces/quickstart.pcap": "it does not know the method",
        "zeek/http/query-method-non-standard-port.pcap": "it does not know QUERY",
        "zeek/http/query-method.pcap": "it does not know QUERY",
        "zeek/http/zeek-image-post-1080-8000-x.pcap": "it leaves out HTTP on another port",
        "zeek/postgresql/http-on-port-5432.pcap": "it leaves out HTTP on another port",
        "suricata-verify/tcp-urgp-01-oob/tcp-urgent1.pcap": "it leaves the connection out; urgent data is kept in line",
        "suricata-verify/tcp-urgp-04-2byte-XY/tcp-urgent-2byte-XY.pcap": "the same",
    ]

    /// Requests that break the grammar on purpose: they are counted as broken, and not guessed.
    static let broken = [
        "zeek/http/261/variant-02-cl_uint64max.pcap": "a Content-Length that no number holds",
        "zeek/http/261/variant-03-cl_negative.pcap": "a negative Content-Length",
        "zeek/http/connect-with-smtp.pcap": "a field line without a colon",
        "zeek/http/http-09-content-length-confusion.pcap": "HTTP/0.9",
        "zeek/http/methods.pcap": "request lines without a target or a version",
        "zeek/http/no-uri.pcap": "a request line without a target",
        "derived/short_global_header.pcap": "cut within its first header: no packet of it is left",
        "nDPI/ndpi_match_string_subprotocol__error.pcapng": "sent again with other bytes: here the first ones win",
    ]

    /// Captures whose requests agree and whose responses break the grammar on purpose, or are taken for final ones by the
    /// dissector.
    static func mayDifferInStatus(_ path: String) -> Bool {
        path.contains("http-evader") || path == "nDPI/ipp.pcap"
            || path == "suricata-verify/http1-noint-status/input.pcap"
    }
}
