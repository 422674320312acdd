import CPcap

/// A BPF expression, compiled for each link layer that packets of it come with.
final class PacketFilter {
    private let expression: String
    private var programs: [CInt: UnsafeMutablePointer<bpf_program>] = [:]

    private static let snapLength: CInt = 262_144

    /// A filter; it is compiled when a packet needs it.
    init(_ expression: String) {
        self.expression = expression
    }

    deinit {
        for program in programs.values {
            pcap_freecode(program)
            program.deallocate()
        }
    }

    /// Whether the filter leaves a packet out.
    ///
    /// - Throws: ``RecordingError/filter(_:problem:)`` where it is no expression for the packet's link layer.
    func leavesOut(_ bytes: RawSpan, wireLength: Int, linkType: CInt) throws(RecordingError) -> Bool {
        let program: UnsafeMutablePointer<bpf_program>
        if let known = programs[linkType] { program = known } else { program = try compile(for: linkType) }
        var header = pcap_pkthdr()
        header.caplen = UInt32(clamping: bytes.byteCount)
        header.len = UInt32(clamping: wireLength)
        return bytes.withUnsafeBytes { buffer in
            // The program reads no more than `caplen` bytes.
            pcap_offline_filter(program, &header, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 0
        }
    }

    /// Compiles the expression for a link layer.
    @discardableResult
    func compile(for linkType: CInt) throws(RecordingError) -> UnsafeMutablePointer<bpf_program> {
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
        programs[linkType] = program
        return program
    }
}
