import Foundation

/// Replayed over recorded time, request by request, counted by the ratio's logarithm: 32 cells to an octave, so each is 2.2%
/// wide, from 2⁻¹⁶ to 2¹⁶.
///
/// Requests of one endpoint differ among themselves by far more than a release makes of them; each over its own recorded time,
/// that difference is gone. Its memory is taken with the first ratio.
package struct RatioHistogram: Sendable, Hashable {
    /// Ratios that were counted.
    package private(set) var count: UInt64 = 0
    private var cells: [UInt32] = []

    private static let cellsPerOctave = 32.0
    private static let octaves = 16.0
    private static let cellCount = Int(2 * octaves * cellsPerOctave) + 1

    /// A histogram of nothing.
    package init() {}

    /// Counts a request; without a time on one of the sides it has no ratio.
    package mutating func record(recorded: UInt64, replayed: UInt64) {
        guard recorded > 0, replayed > 0 else { return }
        if cells.isEmpty { cells = Array(repeating: 0, count: Self.cellCount) }
        let octaves = min(Self.octaves, max(-Self.octaves, log2(Double(replayed) / Double(recorded))))
        let index = Int(((octaves + Self.octaves) * Self.cellsPerOctave).rounded())
        if cells[index] < .max { cells[index] += 1 }
        count &+= 1
    }

    /// Adds another histogram.
    package mutating func merge(_ other: RatioHistogram) {
        guard !other.cells.isEmpty else { return }
        if cells.isEmpty { cells = Array(repeating: 0, count: Self.cellCount) }
        for (index, added) in other.cells.enumerated() where added > 0 {
            let (sum, overflow) = cells[index].addingReportingOverflow(added)
            cells[index] = overflow ? .max : sum
        }
        count &+= other.count
    }

    /// The ratio below which this share of requests lies, interpolated within its cell; nil for none.
    package func ratio(at fraction: Double) -> Double? {
        let total = cells.reduce(0.0) { $0 + Double($1) }
        guard total > 0 else { return nil }
        let wanted = min(1, max(0, fraction)) * total
        var below = 0.0
        for (index, count) in cells.enumerated() where count > 0 {
            if below + Double(count) >= wanted {
                // A cell reaches half a cell to both sides of its middle.
                let within = (wanted - below) / Double(count) - 0.5
                return exp2((Double(index) + within) / Self.cellsPerOctave - Self.octaves)
            }
            below += Double(count)
        }
        return nil
    }
}

extension RatioHistogram: Codable {
    private enum Key: String, CodingKey {
        case cells, counts
    }

    /// Reads the cells that hold something.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let places = try container.decode([Int].self, forKey: .cells)
        let counts = try container.decode([UInt32].self, forKey: .counts)
        guard places.count == counts.count, places.allSatisfy({ (0..<Self.cellCount).contains($0) }) else {
            let problem = "cells and counts are not as many, or a cell is out of range"
            throw DecodingError.dataCorruptedError(forKey: .cells, in: container, debugDescription: problem)
        }
        for (place, added) in zip(places, counts) where added > 0 {
            if cells.isEmpty { cells = Array(repeating: 0, count: Self.cellCount) }
            guard cells[place] == 0 else {
                let problem = "cell \(place) is there twice"
                throw DecodingError.dataCorruptedError(forKey: .cells, in: container, debugDescription: problem)
            }
            cells[place] = added
            count &+= UInt64(added)
        }
    }

    /// Writes the places of the cells that hold something, and their counts.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let held = cells.indices.filter { cells[$0] > 0 }
        try container.encode(held, forKey: .cells)
        try container.encode(held.map { cells[$0] }, forKey: .counts)
    }
}
