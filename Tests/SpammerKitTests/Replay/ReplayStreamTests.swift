import Corpus
import TestSupport
import Testing

@testable import SpammerKit

@Suite("Which part of a recording is replayed")
struct ReplayStreamTests {
    private let folder: TemporaryFolder
    private let path: String

    /// 200 connections with five requests each; a request every millisecond.
    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("in.corpus")
        var exchanges: [Exchange] = []
        for number in 0..<1000 {
            var exchange = SmallCorpus.exchange("GET", "/\(number)", at: Int64(number), size: 1)
            exchange.connection = RecordedConnection(id: UInt64(number % 200 + 1))
            exchanges.append(exchange)
        }
        try SmallCorpus.write(exchanges, to: path)
    }

    private func elements(_ change: (inout ReplaySelection) -> Void) throws -> [ReplayStream.Element] {
        var selection = ReplaySelection()
        change(&selection)
        var stream = try ReplayStream(path: path, selection: selection)
        var elements: [ReplayStream.Element] = []
        while let element = try stream.next() { elements.append(element) }
        return elements
    }

    @Test("Everything, once, in its order")
    func whole() throws {
        let elements = try elements { _ in }
        #expect(elements.map(\.exchange.request.target) == (0..<1000).map { "/\($0)" })
        #expect(elements.allSatisfy { $0.instant == $0.exchange.start && $0.connection == $0.exchange.connection?.id })
    }

    @Test("Each exchange has its number in the corpus, from 1, whatever part is sent")
    func numbers() throws {
        let parts = [
            try elements { _ in }, try elements { $0.from = .offset(700_000_000) }, try elements { $0.sample = 0.3 },
        ]
        for part in parts {
            #expect(part.allSatisfy { $0.exchange.request.target == "/\($0.number - 1)" })
            #expect(part.count > 100)
        }
    }

    @Test("From one instant to another, the first one in it and the last one not")
    func window() throws {
        let first = try #require(try elements { _ in }.first).exchange.start
        let byOffset = try elements {
            $0.from = .offset(100_000_000)
            $0.to = .offset(103_000_000)
        }
        #expect(byOffset.map(\.exchange.request.target) == ["/100", "/101", "/102"])
        let byInstant = try elements {
            $0.from = .instant(first.advanced(by: 997_000_000))
            $0.to = .instant(first.advanced(by: 999_999_000_000))
        }
        #expect(byInstant.map(\.exchange.request.target) == ["/997", "/998", "/999"])
        #expect(try elements { $0.from = .offset(5_000_000_000) }.isEmpty)
        #expect(try elements { $0.to = .offset(0) }.isEmpty)
    }

    @Test(
        "A sample has whole connections, about as many as asked for, and the same ones again",
        arguments: [0.1, 0.5, 0.9]
    )
    func sample(share: Double) throws {
        let elements = try elements { $0.sample = share }
        let connections = Dictionary(grouping: elements, by: \.connection)
        #expect(connections.values.allSatisfy { $0.count == 5 })
        #expect(abs(Double(connections.count) / 200 - share) < 0.12)
        #expect(try self.elements { $0.sample = share }.map(\.connection) == elements.map(\.connection))
        let others = try self.elements {
            $0.sample = share
            $0.seed = 2
        }
        #expect(others.map(\.connection) != elements.map(\.connection))
    }

    @Test("An amplified replay has each connection so many times, each copy later and on its own connection")
    func amplify() throws {
        let elements = try elements { $0.amplify = 3 }
        #expect(elements.count == 3000)
        #expect(zip(elements, elements.dropFirst()).allSatisfy { $0.instant <= $1.instant })
        #expect(Set(elements.map(\.connection)).count == 600)
        let shifts = Set(elements.map { $0.instant.nanoseconds - $0.exchange.start.nanoseconds })
        #expect(shifts == [0, 333_333_333, 666_666_666])
        for shift in shifts {
            let copy = elements.filter { $0.instant.nanoseconds - $0.exchange.start.nanoseconds == shift }
            #expect(copy.map(\.exchange.request.target) == (0..<1000).map { "/\($0)" })
        }
        let more = try self.elements { $0.amplify = 1.5 }
        let copies = more.filter { $0.instant != $0.exchange.start }
        #expect(more.count - copies.count == 1000)
        #expect((300...700).contains(copies.count))
        #expect(Dictionary(grouping: copies, by: \.connection).values.allSatisfy { $0.count == 5 })
    }

    @Test("What is left out of a sample is counted")
    func unsampled() throws {
        var selection = ReplaySelection()
        selection.sample = 0.3
        selection.amplify = 2
        var stream = try ReplayStream(path: path, selection: selection)
        var sent = 0
        while try stream.next() != nil { sent += 1 }
        #expect(UInt64(sent / 2) + stream.unsampled == 1000)
    }
}
