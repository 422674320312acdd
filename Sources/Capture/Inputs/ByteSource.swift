/// Bytes that come one after another, from a file or through a decompressor.
protocol ByteSource: AnyObject {
    /// Puts bytes at the start of a buffer that has room for one at least.
    ///
    /// - Returns: how many; 0 at the end.
    /// - Throws: ``SourceFault`` where no more can be had, though the end was not reached.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceFault) -> Int
}

/// Why a source gives no more bytes.
enum SourceFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system cannot read it, and says why.
    case system(String)
    /// A gzip file ends in the middle: after how many of its compressed bytes.
    case gzipCutOff(at: UInt64)
    /// A gzip file is damaged: about where, in compressed bytes.
    case gzipDamaged(at: UInt64)

    /// What is wrong, as the rest of a sentence about the source.
    var description: String {
        switch self {
        case .system(let problem): problem
        case .gzipCutOff(let offset): "the gzip file is cut off: it ends at byte \(offset), in the middle of its data"
        case .gzipDamaged(let offset): "the gzip file is damaged at about byte \(offset)"
        }
    }
}
