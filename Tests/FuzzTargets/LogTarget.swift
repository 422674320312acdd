import Capture

/// Access logs that do not tell by themselves what they are.
enum LogTarget {
    /// The first byte says whether the lines are as the load balancer writes them, or JSON.
    static func runALB(_ bytes: [UInt8]) {
        guard let form = bytes.first else { return }
        let lines = Array(bytes.dropFirst())
        if form & 1 == 0 {
            // What an input has to begin with to be taken for one of its logs.
            RecordingTarget.record(Array("http 2026-03-09T12:00:00.000000Z ".utf8) + lines)
        } else {
            RecordingTarget.record(Array("{".utf8) + lines, logs: .named(.alb))
        }
    }

    /// A map, a 0, and lines that are read by it.
    static func runMapped(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        let yaml = String(decoding: input.takePart(), as: UTF8.self)
        do throws(LogMapError) {
            let map = try LogFieldMap(yaml: yaml)
            RecordingTarget.record(Array("{".utf8) + input.takeAll(), logs: .mapped(map))
        } catch {
            require(!error.description.isEmpty, "an error without words")
            require(!error.description.contains("\n"), "an error of several lines: \(error)")
        }
    }
}
