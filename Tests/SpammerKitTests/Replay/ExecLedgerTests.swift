import Corpus
import Foundation
import Testing

@testable import SpammerKit

@Suite("What a command has been asked")
struct ExecLedgerTests {
    private func element(_ number: UInt64) -> ReplayStream.Element {
        let exchange = SmallCorpus.exchange("GET", "/\(number)", at: Int64(number))
        return ReplayStream.Element(
            exchange: exchange,
            number: number,
            instant: exchange.start,
            connection: 1,
            copy: 0
        )
    }

    private func asked(_ count: UInt64, _ change: (inout ExecLimits) -> Void = { _ in }) throws -> ExecLedger {
        var limits = ExecLimits()
        limits.silence = 100
        change(&limits)
        var ledger = ExecLedger(limits)
        for number in 1...count { _ = try ledger.ask(element(number)) }
        ledger.wait(from: 1000)
        return ledger
    }

    private func line(_ text: String) -> Data { Data(text.utf8) }

    @Test("Answers come in any order, and requests go on in theirs")
    func order() throws {
        var ledger = try asked(3)
        try ledger.take(line(#"{"id":3}"#), at: 1001)
        let early = ledger.next()
        #expect(early == nil)
        try ledger.take(line(#"{"id":1}"#), at: 1002)
        try ledger.take(line(#"{"id":2,"drop":true}"#), at: 1003)
        let numbers = [ledger.next(), ledger.next(), ledger.next()].map { $0?.element.number }
        #expect(numbers == [1, 2, 3])
        #expect(ledger.isEmpty && ledger.answers == 3)
    }

    @Test("So many are asked about at once, or so many bytes, and one in any case")
    func room() throws {
        #expect(try !asked(3) { $0.requests = 3 }.hasRoom)
        #expect(try asked(2) { $0.requests = 3 }.hasRoom)
        #expect(try !asked(1) { $0.bytes = 1 }.hasRoom)
        var ledger = try asked(1) { $0.bytes = 1 }
        try ledger.take(line(#"{"id":1}"#), at: 1001)
        _ = ledger.next()
        #expect(ledger.hasRoom)
    }

    @Test("Silence is told, and one request that it passes over is given up; a late answer to that says nothing")
    func silence() throws {
        var ledger = try asked(3)
        let early = try ledger.expire(at: 1099)
        #expect(early == nil)
        var silent = ledger
        #expect(throws: ExecError.Problem.silent(100)) { _ = try silent.expire(at: 1100) }
        try ledger.take(line(#"{"id":2}"#), at: 1050)
        let givenUp = try ledger.expire(at: 1100)
        #expect(givenUp?.element.number == 1)
        try ledger.take(line(#"{"id":1}"#), at: 1101)
        let next = ledger.next()
        #expect(next?.element.number == 2)
    }

    @Test("Time in which nobody waited is no silence")
    func nobodyWaited() throws {
        var ledger = try asked(2)
        ledger.wait(from: 5000)
        let none = try ledger.expire(at: 5099)
        #expect(none == nil)
    }

    @Test(
        "What belongs to no request is told",
        arguments: ["", "hello", "[1]", #"{"target":"/"}"#, #"{"id":"1"}"#, #"{"id":4}"#, #"{"id":0}"#]
    )
    func unknown(_ text: String) throws {
        var ledger = try asked(3)
        #expect(throws: ExecError.Problem.self) { try ledger.take(line(text), at: 1001) }
    }

    @Test("A second answer to a request is told")
    func twice() throws {
        var ledger = try asked(2)
        try ledger.take(line(#"{"id":1}"#), at: 1001)
        var again = ledger
        #expect(throws: ExecError.Problem.answered(1)) { try again.take(line(#"{"id":1}"#), at: 1002) }
        _ = ledger.next()
        #expect(throws: ExecError.Problem.answered(1)) { try ledger.take(line(#"{"id":1}"#), at: 1003) }
    }
}
