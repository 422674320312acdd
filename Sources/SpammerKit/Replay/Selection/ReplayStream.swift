import Corpus

/// The exchanges that a replay sends in one pass over a corpus, in the order of their instants.
///
/// Each copy of an amplified replay has a reader of its own, later than the one before it by a constant time, and they are
/// merged: memory does not grow with how far apart the copies are.
struct ReplayStream {
    /// An exchange, and when it is sent in the recording's time.
    struct Element {
        var exchange: Exchange
        /// The exchange's number in the corpus, from 1.
        var number: UInt64
        var instant: Timestamp
        /// The connection's number; another one in each copy.
        var connection: UInt64
        /// Which copy of the recording it is in.
        var copy: Int
    }

    private var copies: [Copy] = []
    private let selection: ReplaySelection
    private let end: Timestamp?

    /// Exchanges that were read and are of connections outside the sample.
    private(set) var unsampled: UInt64 = 0

    private struct Copy {
        let number: Int
        let reader: CorpusReader
        let shift: UInt64
        var next: Element?
        /// Exchanges of the corpus before those that were read.
        let before: UInt64
        /// Exchanges that were read.
        var read: UInt64 = 0
    }

    /// A pass over a corpus.
    ///
    /// - Throws: `CorpusError` where it cannot be read.
    init(
        path: String,
        selection: ReplaySelection,
        reading: CorpusReader.Options = .init()
    ) throws(CorpusError) {
        self.selection = selection
        var end: Timestamp?
        for number in 0..<selection.copies {
            let reader = try CorpusReader(path: path, options: reading)
            if selection.from != nil || selection.to != nil {
                let first = try Self.first(of: path, reader, reading)
                if let from = selection.from { try reader.seek(to: from.instant(from: first)) }
                end = selection.to?.instant(from: first)
            }
            copies.append(
                Copy(
                    number: number,
                    reader: reader,
                    shift: selection.shift(ofCopy: number),
                    before: reader.nextNumber
                )
            )
        }
        self.end = end
        // One alone needs no look ahead.
        if copies.count > 1 {
            for index in copies.indices { copies[index].next = try read(index) }
        }
    }

    /// A number that tells the copies of a recording, and the passes over a corpus, apart.
    static func number(ofCopy copy: Int, pass: Int) -> UInt64 {
        SplitMix64.mixed(UInt64(truncatingIfNeeded: copy) << 32 ^ UInt64(truncatingIfNeeded: pass))
    }

    /// When a corpus begins.
    private static func first(
        of path: String,
        _ reader: CorpusReader,
        _ reading: CorpusReader.Options
    ) throws(CorpusError) -> Timestamp {
        if let first = reader.footer?.totals.first { return first }
        return try CorpusReader(path: path, options: reading).next()?.start ?? Timestamp(nanoseconds: 0)
    }

    /// Damaged blocks that were passed over, with what they held.
    var skipped: SkippedBlocks { copies.first?.reader.skipped ?? SkippedBlocks() }

    /// The next exchange; nil at the end.
    mutating func next() throws(CorpusError) -> Element? {
        if copies.count == 1 { return try read(0) }
        var earliest = 0
        for index in copies.indices.dropFirst() {
            guard let other = copies[index].next?.instant else { continue }
            if copies[earliest].next.map({ other < $0.instant }) ?? true { earliest = index }
        }
        guard copies.indices.contains(earliest), let element = copies[earliest].next.take() else { return nil }
        copies[earliest].next = try read(earliest)
        return element
    }

    /// The next exchange of a copy that is in the selection; nil at its end.
    private mutating func read(_ index: Int) throws(CorpusError) -> Element? {
        while let exchange = try copies[index].reader.next() {
            copies[index].read &+= 1
            if let end, exchange.start >= end { return nil }
            let number = copies[index].number
            let connection = exchange.connection?.id ?? 0
            // A source without connections has each exchange stand for itself.
            let chosen = connection == 0 ? UInt64(bitPattern: exchange.start.nanoseconds) : connection
            guard selection.takes(connection: chosen, copy: number) else {
                if number == 0 { unsampled &+= 1 }
                continue
            }
            return Element(
                exchange: exchange,
                number: copies[index].before &+ copies[index].read &+ copies[index].reader.skipped.exchanges,
                instant: number == 0 ? exchange.start : exchange.start.advanced(by: copies[index].shift),
                connection: connection == 0 ? 0 : connection &+ UInt64(number) << 48,
                copy: number
            )
        }
        return nil
    }
}
