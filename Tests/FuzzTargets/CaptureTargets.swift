import Capture
import TestSupport

/// Captures of what a fuzzer makes.
enum CaptureTargets {
    /// The header of a capture with nanoseconds.
    static func pcapHeader(link: UInt32) -> [UInt8] {
        FrameBuilder.little(UInt32(0xA1B2_3C4D)) + FrameBuilder.little(UInt16(2)) + FrameBuilder.little(UInt16(4))
            + [UInt8](repeating: 0, count: 8) + FrameBuilder.little(UInt32(262_144)) + FrameBuilder.little(link)
    }

    private static let links: [UInt32] = [1, 0, 108, 113, 276, 101, 9, 50, 104]

    /// Frames, each behind two bytes of its length; the first byte of all says of what link layer they are.
    static func frames(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        var capture = pcapHeader(link: links[Int(input.byte()) % links.count])
        var time: UInt32 = 0
        while !input.isEmpty {
            let frame = input.take(Int(input.short()))
            time += 1
            capture += FrameBuilder.little(1_700_000_000 + time / 1000) + FrameBuilder.little(time % 1000 * 1_000_000)
            capture += FrameBuilder.little(UInt32(frame.count)) + FrameBuilder.little(UInt32(frame.count)) + frame
        }
        RecordingTarget.record(capture)
    }

    /// Both directions of a connection: of each piece two bytes of its length, with the side in the topmost bit.
    static func talk(_ bytes: [UInt8], after start: [UInt8] = []) {
        talk(FuzzBytes(bytes), after: start, keyLog: KeyLog())
    }

    /// The same behind a key log, of which two bytes tell the length.
    static func talkWithKeys(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        var keyLog = KeyLog()
        keyLog.add(input.take(Int(input.short())))
        talk(input, after: [], keyLog: keyLog)
    }

    private static func talk(_ bytes: FuzzBytes, after start: [UInt8], keyLog: KeyLog) {
        var input = bytes
        var script = PacketScript()
        var connection = PacketScript.Connection()
        script.open(&connection)
        if !start.isEmpty { script.send(&connection, .client, start) }
        while !input.isEmpty {
            let head = input.short()
            let piece = input.take(Int(head & 0x7FFF))
            guard !piece.isEmpty else { continue }
            script.send(&connection, head & 0x8000 == 0 ? .client : .server, piece)
        }
        RecordingTarget.record(script.pcap, keyLog: keyLog)
    }
}
