import FuzzTargets

/// Lines of logs for a fuzzer to begin with.
enum LogSeeds {
    static func seeds(_ target: FuzzTarget) -> [[UInt8]] {
        switch target {
        case .alb:
            albLines.map { [0] + Array($0.utf8.dropFirst(albStart.utf8.count)) }
                + albObjects.map { [1] + Array($0.utf8.dropFirst()) }
        default:
            maps.flatMap { map in mappedLines.map { Array(map.utf8) + [0] + Array($0.utf8.dropFirst()) } }
        }
    }

    /// What the target puts in front.
    private static let albStart = "http 2026-03-09T12:00:00.000000Z "

    private static let albLines = [
        albStart
            + #"app/lb/1 10.0.0.7:2817 10.0.1.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://h.test:80/a?b=c HTTP/1.1" "curl/8" - - arn "Root=1-2" "-" "-" 0 2026-03-09T11:59:59.998000Z "forward" "-" "-""#
            + "\n",
        albStart
            + #"app/lb/1 10.0.0.7:2817 - -1 -1 -1 460 - 0 0 "POST https://h.test:443/\x22\\ HTTP/2.0" "a \"b\"" ECDHE TLSv1.2 -"#
            + "\n",
        albStart + #"app/lb/1 [2001:db8::7]:1 - 0 0.5 0 502 - 1 1 "- http://h:80- -" "-""# + "\r\n"
            + #"h2 2026-03-09T12:00:01Z app/lb/1 10.0.0.7:1 - 0.1 0.2 0.3 200 200 1 1 "GET / HTTP/1.1" "-""#,
    ]

    private static let albObjects = [
        #"{"type":"https","time":"2026-03-09T12:00:00Z","elb":"a","client:port":"10.0.0.7:1","request_processing_time":0.001,"target_processing_time":0.1,"response_processing_time":0,"elb_status_code":"200","request":"GET https://h:443/a HTTP/2.0","user_agent":"u"}"#,
        #"{"timestamp":"2026-03-09T12:00:00Z","client_ip":"::1","client_port":"5","request_verb":"GET","request_url":"http://h/","request_proto":"HTTP/1.1","elb_status_code":200,"target_processing_time":"-1","request_creation_time":"2026-03-09T11:59:59Z"}"#,
    ]

    private static let maps = [
        "time: ts\nrequest: line\nstatus: code\nduration: d\nduration_unit: ms\nclient: peer\nheaders: h\n",
        "time: t.at\ntime_unit: ns\ntime_is: end\nmethod: m\npath: p\nquery: q\nhost: host\nscheme: s\nversion: v\nresponse_size: n\n",
        "time: ts\nurl: \"u\"\nmethod: m\ntime_to_first_byte: f\nduration_unit: us\n",
    ]

    private static let mappedLines = [
        #"{"ts":"2026-03-09T12:00:00+01:00","line":"GET /a?b HTTP/1.1","code":"200","d":1.5,"peer":"10.0.0.7:1","h":{"A":["b"],"C":"d"}}"#
            + "\n",
        #"{"t":{"at":1700000000000000000},"m":"GET","p":"/a","q":"b=c","host":"h","s":"https","v":"HTTP/2","n":5,"u":"http://h/a","ts":1700000000.5,"f":12}"#
            + "\n",
    ]
}
