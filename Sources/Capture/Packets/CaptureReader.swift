import CPcap
import Corpus
import Glibc

/// The packets of one capture in libpcap's own format, read through libpcap with nanoseconds.
final class CaptureReader {
    /// What the capture's packets begin with.
    let linkType: LinkType

    private let input: Input
    private let handle: OpaquePointer
    private let stream: UnsafeMutablePointer<FILE>
    private let filter: PacketFilter?
    private var count: UInt64 = 0
    /// Where the last whole packet ended, in bytes of the uncompressed capture.
    private var end: Int64 = 0

    /// Opens a capture.
    ///
    /// - Parameters:
    ///   - input: the capture; its kind has been told already.
    ///   - filter: a BPF expression; packets that it does not match are shown as such, and not hidden.
    init(_ input: Input, filter: String?) throws(RecordingError) {
        self.input = input
        guard let stream = CaptureStream.open(input) else {
            throw .input(name: input.name, problem: String(cString: strerror(errno)))
        }
        self.stream = stream
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard
            let handle = pcap_fopen_offline_with_tstamp_precision(
                stream,
                CUnsignedInt(PCAP_TSTAMP_PRECISION_NANO),
                &message
            )
        else {
            fclose(stream)
            throw .capture(name: input.name, problem: Self.text(message))
        }
        self.handle = handle
        let number = pcap_datalink(handle)
        guard let linkType = LinkType(number) else {
            pcap_close(handle)
            throw .linkType(name: input.name, linkType: LinkType.name(of: number))
        }
        do throws(RecordingError) {
            self.filter = if let filter { try PacketFilter(filter, linkType: number) } else { nil }
        } catch {
            pcap_close(handle)
            throw error
        }
        self.linkType = linkType
        end = Int64(ftello(stream))
    }

    deinit {
        // Closes the stream too.
        pcap_close(handle)
    }

    /// Calls a closure with each packet, until the capture ends or cannot be read any further.
    ///
    /// - Parameters:
    ///   - isStopped: whether to end before the next packet.
    ///   - body: takes the time of capture, the captured bytes, and whether the filter leaves the packet out.
    /// - Returns: What is wrong with the capture's end, in a sentence; nil where nothing is.
    func forEachPacket<Failure: Error>(
        unless isStopped: () -> Bool,
        _ body: (Timestamp, RawSpan, Bool) throws(Failure) -> Void
    ) throws(Failure) -> String? {
        while true {
            if isStopped() { return "reading it was stopped after \(count) packets; what follows is not recorded" }
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            let code = pcap_next_ex(handle, &header, &data)
            guard code == 1, let header, let data else { return code == -2 ? inputFault : problem }
            count += 1
            let (seconds, overflow) = Int64(header.pointee.ts.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
            // With nanosecond precision libpcap puts nanoseconds where the microseconds are.
            let start = overflow ? (header.pointee.ts.tv_sec < 0 ? Int64.min : .max) : seconds
            let time = Timestamp(nanoseconds: start).advanced(by: UInt64(max(0, header.pointee.ts.tv_usec)))
            let bytes = UnsafeRawBufferPointer(start: data, count: Int(header.pointee.caplen)).bytes
            try body(time, bytes, filter?.leavesOut(bytes, wireLength: Int(header.pointee.len)) ?? false)
        }
    }

    /// The end was a good one for libpcap; the source may know better.
    private var inputFault: String? {
        input.fault.map { "\($0); all \(count) packets before that are used" }
    }

    private var problem: String {
        if let inputFault { return inputFault }
        let position = input.position
        let reason = String(cString: pcap_geterr(handle))
        if ftello(stream) >= Int64(clamping: position) {
            return "the capture is cut off: it ends at byte \(position), in the middle of a packet; "
                + "all \(count) packets before that are used"
        }
        return
            "the capture is damaged at about byte \(ftello(stream)) (\(reason)); all \(count) packets before that are used"
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
