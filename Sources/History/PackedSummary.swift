import Analysis
import Corpus
import Foundation

/// A run's summary as the history keeps it: its JSON, gzipped.
enum PackedSummary {
    /// The JSON of what was packed; nil for what is none.
    static func json(_ packed: Data) -> Data? {
        BodyCoding.inflated([UInt8](packed)).map { Data($0) }
    }

    /// Packs a summary; nil where zlib cannot.
    static func pack(_ json: Data) -> Data? {
        BodyCoding.gzipped([UInt8](json)).map { Data($0) }
    }
}
