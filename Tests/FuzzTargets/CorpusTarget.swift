import CZlib
import Corpus
import Foundation
import Report
import TestSupport

/// A corpus of members that hold anything, behind heads and checksums that are right: what reads their contents is reached.
enum CorpusTarget {
    /// What is done with a corpus beyond reading it.
    private struct Steps: OptionSet {
        let rawValue: UInt8
        /// It is repaired, where it has no footer.
        static let repair = Steps(rawValue: 1)
        /// It is written again, with redaction.
        static let redact = Steps(rawValue: 2)
        /// It is written again, with values that are looked for.
        static let correlate = Steps(rawValue: 4)
    }

    /// A byte of steps, then members: of each a byte of its kind, two of its content's length, and the content.
    static func run(_ bytes: [UInt8]) {
        var input = FuzzBytes(bytes)
        let steps = Steps(rawValue: input.byte())
        let file = CorpusScript.file(&input)
        guard let folder = try? TemporaryFolder(), let path = try? folder.write("a.corpus", file) else { return }
        do throws(CorpusError) {
            let exchanges = try read(path)
            try requireInspection(path)
            if steps.contains(.repair) { try requireRepair(path, exchanges) }
            if !steps.isDisjoint(with: [.redact, .correlate]) {
                try requireCopy(of: exchanges, at: folder.file("b.corpus"), steps)
            }
        } catch {
            require(!error.description.isEmpty, "an error without words")
        }
    }

    private static func open(_ path: String) throws(CorpusError) -> CorpusReader {
        var options = CorpusReader.Options()
        options.skipsDamaged = true
        return try CorpusReader(path: path, options: options)
    }

    /// The exchanges of the blocks that can be read, from the front, and from places within.
    private static func read(_ path: String) throws(CorpusError) -> [Exchange] {
        let reader = try open(path)
        var exchanges: [Exchange] = []
        while let exchange = try reader.next() { exchanges.append(exchange) }
        guard let middle = exchanges.dropFirst(exchanges.count / 2).first else { return [] }
        try reader.seek(to: middle.start)
        _ = try reader.next()
        let number = UInt64(exchanges.count / 2)
        if try reader.seek(toNumber: number) {
            require(reader.nextNumber == number, "\(reader.nextNumber) in place of \(number)")
        }
        return exchanges
    }

    private static func requireInspection(_ path: String) throws(CorpusError) {
        let inspection = try CorpusInspection(open(path))
        do {
            require(try !JSONEncoder().encode(inspection).isEmpty, "nothing")
        } catch {
            broken("an inspection that cannot be written: \(error)")
        }
        require(!InspectionText(inspection).text(.plain).isEmpty, "nothing")
    }

    /// A repaired corpus has the exchanges that could be read of it before.
    private static func requireRepair(_ path: String, _ exchanges: [Exchange]) throws(CorpusError) {
        var options = CorpusReader.Options()
        options.skipsDamaged = true
        guard let report = try CorpusRepair.repair(path: path, options: options) else { return }
        let reader = try CorpusReader(path: path)
        require(reader.isComplete, "repaired, and without a footer")
        require(report.exchanges == UInt64(exchanges.count), "\(report) of \(exchanges.count) exchanges")
        for (number, exchange) in exchanges.enumerated() {
            require(try reader.next() == exchange, "exchange \(number) is another one after the repair")
        }
        require(try reader.next() == nil, "more exchanges than before")
    }

    /// A copy has as many exchanges, in order of time, with links that lie in their requests.
    private static func requireCopy(of exchanges: [Exchange], at path: String, _ steps: Steps) throws(CorpusError) {
        var options = CorpusWriter.Options()
        options.correlates = steps.contains(.correlate)
        if steps.contains(.redact) { options.redaction = RedactionPolicy(key: [UInt8](repeating: 7, count: 16)) }
        let writer = try CorpusWriter(path: path, options: options)
        for exchange in exchanges { try writer.append(exchange) }
        let footer = try writer.finish(provenance: Provenance())
        require(footer.totals.exchanges == UInt64(exchanges.count), "\(footer.totals) of \(exchanges.count)")
        let reader = try CorpusReader(path: path)
        var last = Timestamp(nanoseconds: .min)
        var count = 0
        while let exchange = try reader.next() {
            require(exchange.start >= last, "out of order")
            last = exchange.start
            count += 1
            guard options.correlates else { continue }
            for link in exchange.links {
                require(link.range.upperBound <= exchange.request.bytes(of: link.use.part).count, "\(link)")
            }
        }
        require(count == exchanges.count, "\(count) of \(exchanges.count)")
    }
}

/// Makes the file, by a writer of its own: stored deflate blocks (RFC 1951, section 3.2.4) in gzip members (RFC 1952).
private enum CorpusScript {
    private struct Block {
        var offset: Int
        var length: Int
        var count: UInt32
    }

    static func file(_ input: inout FuzzBytes) -> [UInt8] {
        var file = member(0, Array("Spammer request corpus\n".utf8), count: 0)
        var blocks: [Block] = []
        var footer = file.count
        while !input.isEmpty {
            let kind = input.byte()
            let content = input.take(Int(input.short()))
            // The top bits of a kind tell small lies.
            let lie = UInt32(kind >> 6)
            switch kind & 3 {
            case 0:
                // A block begins with how many exchanges it has, which its head says, too.
                let count = UInt32(content.first.map { $0 & 0x7F } ?? 0) &+ lie
                let block = member(1, content, count: count)
                blocks.append(Block(offset: file.count, length: block.count, count: count))
                file += block
            case 1:
                footer = file.count
                file += member(2, index(blocks, lie) + content, count: 0)
            case 2:
                file += head(3, length: footer + Int(lie), contentLength: 0, count: 0) + [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            default:
                file += content
            }
        }
        return file
    }

    /// How a footer's content begins: with the index, to which its other members follow.
    private static func index(_ blocks: [Block], _ lie: UInt32) -> [UInt8] {
        let entries = blocks.map { block in
            #"{"offset":\#(block.offset),"length":\#(block.length),"count":\#(block.count &+ lie),"first":1,"last":2}"#
        }
        return Array(#"{"index":[\#(entries.joined(separator: ","))],"#.utf8)
    }

    private static func member(_ kind: UInt8, _ content: [UInt8], count: UInt32) -> [UInt8] {
        let size = FrameBuilder.little(UInt16(content.count))
        let deflated = [1] + size + size.map { ~$0 } + content
        let checksum = content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        let length = headLength + deflated.count + 8
        return head(kind, length: length, contentLength: content.count, count: count) + deflated
            + FrameBuilder.little(UInt32(truncatingIfNeeded: checksum)) + FrameBuilder.little(UInt32(content.count))
    }

    private static let headLength = 34

    private static func head(_ kind: UInt8, length: Int, contentLength: Int, count: UInt32) -> [UInt8] {
        [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, 22, 0, 0x53, 0x43, 18, 0, 1, kind]
            + FrameBuilder.little(UInt64(length)) + FrameBuilder.little(UInt32(contentLength))
            + FrameBuilder.little(count)
    }
}
