import TestSupport
import Testing

@testable import SpammerKit

@Suite("A stack of what is idle")
struct IdleStackTests {
    private func stack(_ elements: ClosedRange<Int>) -> IdleStack<Int> {
        var stack = IdleStack<Int>()
        for element in elements { stack.push(element) }
        return stack
    }

    private func spare(_ stack: inout IdleStack<Int>, atMost count: Int = .max) -> [Int] {
        stack.takeSpare(atMost: count)
    }

    @Test("gives what was put back last first, and all at the end")
    func order() {
        var stack = stack(1...3)
        let first = stack.pop()
        #expect(first == 3)
        stack.push(4)
        let all = stack.takeAll()
        #expect(all == [1, 2, 4])
        let none = stack.pop()
        #expect(none == nil)
    }

    @Test("holds nothing for spare that came since the last look, or that was needed")
    func spare() {
        var stack = stack(1...5)
        stack.look()
        #expect(stack.spare == 0)
        // Two are needed, and come back.
        for _ in 1...2 { _ = stack.pop() }
        for element in [14, 15] { stack.push(element) }
        stack.look()
        #expect(stack.spare == 3)
        let two = spare(&stack, atMost: 2)
        #expect(two == [1, 2] && stack.spare == 1)
        let rest = spare(&stack, atMost: 2)
        #expect(rest == [3] && stack.spare == 0)
        let none = spare(&stack)
        #expect(none.isEmpty)
        let all = stack.takeAll()
        #expect(all == [14, 15])
    }

    @Test("leaves those alone that were needed after the look that found them to be spare")
    func neededAfterAll() {
        var stack = stack(1...5)
        stack.look()
        stack.look()
        #expect(stack.spare == 5)
        for _ in 1...4 { _ = stack.pop() }
        for element in 12...15 { stack.push(element) }
        let taken = spare(&stack)
        #expect(taken == [1] && stack.spare == 0)
    }

    @Test("Whatever comes: what is spare has not been touched since the look before the last", arguments: 0..<50)
    func any(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var stack = IdleStack<Int>()
        // When each was put back, by the number of looks before it.
        var since: [Int: Int] = [:]
        var (looks, next) = (0, 0)
        for _ in 0..<500 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                stack.look()
                looks += 1
            case 1:
                for element in stack.takeSpare(atMost: .random(in: 1...5, using: &random)) {
                    #expect(since.removeValue(forKey: element).map { $0 <= looks - 2 } == true)
                }
            case 2...5:
                if let element = stack.pop() { since[element] = nil }
            default:
                stack.push(next)
                since[next] = looks
                next += 1
            }
        }
        #expect(Set(stack.takeAll()) == Set(since.keys))
    }
}
