import Synchronization

/// How much of some files has been read, for whoever watches: any thread may look while another reads.
package final class ReadProgress: Sendable {
    private let read = Atomic<UInt64>(0)
    private let whole = Atomic<UInt64>(0)

    /// Nothing read of nothing.
    package init() {}

    /// Bytes of the files that were read.
    package var bytes: UInt64 { read.load(ordering: .relaxed) }

    /// Bytes of the files in all.
    package var total: UInt64 { whole.load(ordering: .relaxed) }

    /// A file is opened.
    package func expect(_ bytes: UInt64) { whole.wrappingAdd(bytes, ordering: .relaxed) }

    /// A piece was read.
    package func add(_ bytes: UInt64) { read.wrappingAdd(bytes, ordering: .relaxed) }
}
