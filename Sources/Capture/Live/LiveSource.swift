import CPcap
import Corpus
import Glibc

/// A network interface, opened for capture.
final class LiveSource {
    /// Its name, `eth0`.
    let name: String
    /// What its packets begin with.
    let linkType: LinkType
    /// Readable when there are packets.
    let descriptor: CInt

    private let handle: OpaquePointer
    private let nanosecondsPerFraction: Int64
    private var lastStatistics = pcap_stat()
    /// Packets that the kernel had no room for, since the interface was opened.
    private(set) var dropped: UInt64 = 0
    /// Why it gives no more; nil while it does.
    private(set) var fault: String?

    /// Bytes that are kept of a packet: all of any packet, and of what segmentation offload makes of many.
    private static let snapLength: CInt = 262_144

    /// Milliseconds after which the kernel hands over what it has, however little.
    private static let timeout: CInt = 100

    /// Opens an interface.
    ///
    /// - Parameters:
    ///   - name: its name; `any` for all of them.
    ///   - filter: a BPF expression, which the kernel applies.
    ///   - bufferBytes: what the kernel holds while nobody reads.
    /// - Throws: ``RecordingError/interface(name:problem:known:)``, or `filter` where that is no expression.
    init(_ name: String, filter: String?, bufferBytes: Int) throws(RecordingError) {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create(name, &message) else {
            throw Self.error(
                name,
                String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            )
        }
        pcap_set_snaplen(handle, Self.snapLength)
        pcap_set_timeout(handle, Self.timeout)
        pcap_set_buffer_size(handle, CInt(clamping: bufferBytes))
        let isExact = pcap_set_tstamp_precision(handle, CInt(PCAP_TSTAMP_PRECISION_NANO)) == 0
        let status = pcap_activate(handle)
        guard status >= 0 else {
            let reason = String(cString: pcap_geterr(handle))
            var problem = reason.isEmpty ? String(cString: pcap_statustostr(status)) : reason
            if status == PCAP_ERROR_PERM_DENIED {
                problem += "; it needs root, or the capability (sudo setcap cap_net_raw+ep $(which spammer))"
            }
            pcap_close(handle)
            throw Self.error(name, problem)
        }
        guard let linkType = LinkType(pcap_datalink(handle)) else {
            let found = LinkType.name(of: pcap_datalink(handle))
            pcap_close(handle)
            throw .linkType(name: name, linkType: found)
        }
        if let filter, let problem = Self.apply(filter, to: handle) {
            pcap_close(handle)
            throw .filter(filter, problem: problem)
        }
        guard pcap_setnonblock(handle, 1, &message) == 0 else {
            pcap_close(handle)
            throw Self.error(name, "it cannot be read without waiting")
        }
        self.name = name
        self.linkType = linkType
        self.handle = handle
        descriptor = pcap_get_selectable_fd(handle)
        nanosecondsPerFraction = isExact ? 1 : 1000
    }

    deinit {
        pcap_close(handle)
    }

    /// Calls a closure with the packets that are there, but no more than a number of them.
    ///
    /// - Parameters:
    ///   - isEnough: whether to leave the rest where it is; asked before each.
    ///   - body: takes the time of capture and the captured bytes.
    /// - Returns: How many there were.
    func read<Failure: Error>(
        atMost limit: Int,
        unless isEnough: () -> Bool,
        body: (Timestamp, RawSpan) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var count = 0
        while count < limit, fault == nil, !isEnough() {
            // libpcap's own memory, whole until its next call; the body gets a span that cannot outlive it.
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            let code = pcap_next_ex(handle, &header, &data)
            guard code == 1, let header, let data else {
                if code < 0 { fault = String(cString: pcap_geterr(handle)) }
                break
            }
            count += 1
            let stamp = header.pointee.ts
            let seconds = Int64(stamp.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
            let fraction = Int64(stamp.tv_usec) &* nanosecondsPerFraction
            let time = Timestamp(nanoseconds: seconds.overflow ? .max : seconds.partialValue)
                .advanced(by: UInt64(max(0, fraction)))
            try body(time, UnsafeRawBufferPointer(start: data, count: Int(header.pointee.caplen)).bytes)
        }
        return count
    }

    /// Asks the kernel how many packets it had no room for.
    ///
    /// - Returns: Those since it was asked last.
    func countDrops() -> UInt64 {
        var statistics = pcap_stat()
        guard pcap_stats(handle, &statistics) == 0 else { return 0 }
        // The kernel's counters have 32 bits, and go round.
        let new =
            UInt64(statistics.ps_drop &- lastStatistics.ps_drop)
            &+ UInt64(statistics.ps_ifdrop &- lastStatistics.ps_ifdrop)
        lastStatistics = statistics
        dropped &+= new
        return new
    }

    /// Has the kernel pass only what an expression matches.
    ///
    /// - Returns: What is wrong with it.
    private static func apply(_ filter: String, to handle: OpaquePointer) -> String? {
        var program = bpf_program()
        guard pcap_compile(handle, &program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0 else {
            return String(cString: pcap_geterr(handle))
        }
        defer { pcap_freecode(&program) }
        return pcap_setfilter(handle, &program) == 0 ? nil : String(cString: pcap_geterr(handle))
    }

    private static func error(_ name: String, _ problem: String) -> RecordingError {
        .interface(name: name, problem: problem, known: names)
    }

    /// The names of the interfaces that there are.
    private static var names: [String] {
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        var first: UnsafeMutablePointer<pcap_if_t>?
        guard pcap_findalldevs(&first, &message) == 0 else { return [] }
        defer { pcap_freealldevs(first) }
        var names: [String] = []
        // The list is libpcap's own, ended by nil and valid until it is freed.
        var next = first
        while let entry = next {
            if let name = entry.pointee.name { names.append(String(cString: name)) }
            next = entry.pointee.next
        }
        return names
    }
}
