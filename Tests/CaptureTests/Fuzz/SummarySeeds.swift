import FuzzTargets

/// Changes of sound summaries, and benchmarks, for a fuzzer to begin with.
enum SummarySeeds {
    static func seeds(_ target: FuzzTarget) -> [[UInt8]] {
        guard target == .summary else { return benchmarks }
        // Of the options in the first byte: compared or merged, without and with seconds, and shown.
        let plain: [[UInt8]] = [[0], [2], [4], [6], [8], [10], [14]]
        // Each value of a summary has its number; these are spread over all of them.
        let changed = texts.enumerated().flatMap { index, text in
            (0..<12).map { place in
                let number = index * 7 + place * 53
                return [UInt8(place % 2 * 2), UInt8(place / 2 % 2), UInt8(number >> 8), UInt8(number & 0xFF)]
                    + [UInt8(text.utf8.count)] + Array(text.utf8)
            }
        }
        return plain + changed + [[1] + Array(#"{"schema":"urn:spammer:run-summary","schema_version":1}"#.utf8)]
    }

    private static let texts = [
        "0", "-1", "1e308", "1e-308", "18446744073709551615", "9223372036854775807", "null", "\"\"", "[]", "{}",
        "\"GET /\"", "true", "65535", "2", "\"invalid\"", "\"AAECAwQF\"",
    ]

    private static let benchmarks: [[UInt8]] = {
        let files = [
            #"{"schema":"urn:spammer:benchmark","schema_version":1,"commit":"a","machine":"m","figures":[{"name":"a","unit":"s","better":"lower","rounds":[1,1.1,0.9]},{"name":"b","unit":"ms","better":"higher","rounds":[5]}]}"#,
            #"{"schema":"urn:spammer:benchmark","schema_version":1,"figures":[{"name":"a","unit":"s","better":"lower","rounds":[2,2.2]},{"name":"c","unit":"ms","better":"higher","rounds":[5e-3]}]}"#,
            #"{"schema":"urn:spammer:benchmark","schema_version":2}"#,
        ]
        return files.flatMap { one in files.map { Array("\(one)\0\($0)".utf8) } }
    }()
}
