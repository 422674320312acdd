import CPcap

/// A BPF expression, compiled for one link layer.
final class PacketFilter {
    /// Made in `init` and freed in `deinit`; nobody else has it.
    private let program: UnsafeMutablePointer<bpf_program>

    private static let snapLength: CInt = 262_144

    /// Compiles an expression.
    ///
    /// - Parameter linkType: libpcap's number of the link layer.
    /// - Throws: ``RecordingError/filter(_:problem:)`` where it is no expression for that.
    init(_ expression: String, linkType: CInt) throws(RecordingError) {
        // Raw IP has one number in files, and another in libpcap.
        guard let handle = pcap_open_dead(linkType == 101 ? DLT_RAW : linkType, Self.snapLength) else {
            throw .filter(expression, problem: "libpcap has no memory")
        }
        defer { pcap_close(handle) }
        let program = UnsafeMutablePointer<bpf_program>.allocate(capacity: 1)
        program.initialize(to: bpf_program())
        // The netmask matters to `ip broadcast` alone, and a file has none.
        guard pcap_compile(handle, program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0 else {
            program.deallocate()
            throw .filter(expression, problem: String(cString: pcap_geterr(handle)))
        }
        self.program = program
    }

    deinit {
        pcap_freecode(program)
        program.deallocate()
    }

    /// Whether the filter leaves a packet out.
    func leavesOut(_ bytes: RawSpan, wireLength: Int) -> Bool {
        var header = pcap_pkthdr()
        header.caplen = UInt32(clamping: bytes.byteCount)
        header.len = UInt32(clamping: wireLength)
        return bytes.withUnsafeBytes { buffer in
            // The program reads no more than `caplen` bytes.
            pcap_offline_filter(program, &header, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 0
        }
    }
}
