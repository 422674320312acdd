import CPcap
import Foundation
import Synchronization

/// Captures a TCP port of the loopback interface into a pcap file, as tcpdump would.
///
/// It ends when it has seen a packet that holds given bytes, so that a test knows that all before them is in the file and
/// waits for nothing else.
///
/// `@unchecked Sendable`: the handle is opened before the thread starts and used only on it after that, but for
/// `pcap_breakloop`, which libpcap allows from other threads; `dropped` is behind its lock.
final class LoopbackCapture: @unchecked Sendable {
    private let handle: OpaquePointer
    private let dumper: OpaquePointer
    private let sentinel: [UInt8]
    private let finished = DispatchSemaphore(value: 0)
    private let dropped = Mutex(0)

    /// Whether this process may capture; as root or with `CAP_NET_RAW` it may.
    static let isAllowed: Bool = {
        var errors = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_open_live("lo", 65_535, 0, 100, &errors) else { return false }
        pcap_close(handle)
        return true
    }()

    struct Failure: Error {
        let reason: String
    }

    /// Begins to capture.
    ///
    /// - Parameters:
    ///   - port: the TCP port.
    ///   - path: the file.
    ///   - sentinel: bytes in whose packet the capture ends.
    init(port: Int, path: String, sentinel: String) throws {
        var errors = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let handle = pcap_create("lo", &errors) else { throw Failure(reason: "pcap_create") }
        pcap_set_snaplen(handle, 262_144)
        pcap_set_timeout(handle, 50)
        pcap_set_immediate_mode(handle, 1)
        pcap_set_buffer_size(handle, 64 << 20)
        guard pcap_activate(handle) >= 0 else { throw Failure(reason: String(cString: pcap_geterr(handle))) }
        var program = bpf_program()
        guard pcap_compile(handle, &program, "tcp port \(port)", 1, bpf_u_int32.max) == 0,
            pcap_setfilter(handle, &program) == 0,
            let dumper = pcap_dump_open(handle, path)
        else { throw Failure(reason: String(cString: pcap_geterr(handle))) }
        pcap_freecode(&program)
        self.handle = handle
        self.dumper = dumper
        self.sentinel = Array(sentinel.utf8)
        Thread { [self] in loop() }.start()
    }

    /// Waits for the sentinel and closes the file.
    ///
    /// - Returns: Packets that the kernel dropped.
    func finish() async -> Int {
        await withCheckedContinuation { continuation in
            Thread { [self] in
                finished.wait()
                continuation.resume()
            }.start()
        }
        return dropped.withLock(\.self)
    }

    private func loop() {
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        var hasSeenSentinel = false
        while !hasSeenSentinel {
            let result = pcap_next_ex(handle, &header, &bytes)
            if result < 0 { break }
            guard result == 1, let header, let bytes else { continue }
            let packet = UnsafeBufferPointer(start: bytes, count: Int(header.pointee.caplen))
            hasSeenSentinel = packet.contains(sentinel)
            pcap_dump(UnsafeMutableRawPointer(dumper).assumingMemoryBound(to: UInt8.self), header, bytes)
        }
        var statistics = pcap_stat()
        pcap_stats(handle, &statistics)
        dropped.withLock { $0 = Int(statistics.ps_drop) }
        pcap_dump_close(dumper)
        pcap_close(handle)
        finished.signal()
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func contains(_ pattern: [UInt8]) -> Bool {
        firstRange(of: pattern) != nil
    }
}
