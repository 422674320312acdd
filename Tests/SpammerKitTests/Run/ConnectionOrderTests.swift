import NIOCore
import Requester
import TestSupport
import Testing

@testable import SpammerKit

@Suite("The order of recorded connections")
struct ConnectionOrderTests {
    /// A request of a connection, at an offset, whose response took so long in the recording.
    private func arrival(_ ordinal: UInt64, on connection: UInt64, at offset: UInt64, took duration: UInt64?) -> Arrival
    {
        let origin = Origin(scheme: .http, host: "h", port: 80)
        let request = PreparedRequest(
            wire: WireRequest(origin: origin, bytes: ByteBuffer()),
            endpoint: 0,
            connection: connection,
            recordedStatus: 200,
            recordedDuration: duration,
            recordedTimeToFirstByte: nil
        )
        return Arrival(ordinal: ordinal, offset: offset, request: request)
    }

    private func taken(_ order: inout ConnectionOrder, at now: UInt64) throws -> (arrival: Arrival, moved: UInt64) {
        let next = order.next(at: now)
        return try #require(next)
    }

    private func admission(_ order: inout ConnectionOrder, _ arrival: Arrival, at now: UInt64)
        -> ConnectionOrder.Admission
    {
        order.admit(arrival, at: now)
    }

    private func hasNext(_ order: inout ConnectionOrder, at now: UInt64) -> Bool {
        order.next(at: now) != nil
    }

    @Test("A response in time moves nothing")
    func inTime() {
        var order = ConnectionOrder(.scaled(speed: 1))
        let first = arrival(0, on: 1, at: 0, took: 10)
        #expect(admission(&order, first, at: 0) == .send(moved: 0))
        order.finish(first, at: 8)
        #expect(admission(&order, arrival(1, on: 1, at: 100, took: 10), at: 100) == .send(moved: 0))
        #expect(order.held == 0)
    }

    @Test(
        "A late response moves what follows it by its lateness, keeps the think time, and touches no other connection"
    )
    func late() throws {
        var order = ConnectionOrder(.scaled(speed: 1))
        let first = arrival(0, on: 1, at: 0, took: 10)
        #expect(admission(&order, first, at: 0) == .send(moved: 0))
        // It followed the first one by 90, which has not ended yet.
        #expect(admission(&order, arrival(1, on: 1, at: 100, took: 10), at: 100) == .hold)
        #expect(admission(&order, arrival(2, on: 2, at: 110, took: 10), at: 110) == .send(moved: 0))
        #expect(admission(&order, arrival(3, on: 1, at: 200, took: 10), at: 200) == .hold)
        #expect(order.nextInstant == nil)
        order.finish(first, at: 250)
        // 90 after the response, as recorded.
        #expect(order.nextInstant == 340)
        #expect(!hasNext(&order, at: 339))
        let second = try taken(&order, at: 340)
        #expect(second.arrival.ordinal == 1)
        #expect(second.moved == 240)
        #expect(!hasNext(&order, at: 10_000))
        // This one is fast, and so the connection has caught up by five.
        order.finish(second.arrival, at: 345)
        #expect(order.nextInstant == 435)
        let third = try taken(&order, at: 435)
        #expect(third.arrival.ordinal == 3)
        #expect(third.moved == 235)
        #expect(order.held == 0)
    }

    @Test("A connection that is late and silent is still late when its next request comes")
    func lateAndSilent() throws {
        var order = ConnectionOrder(.scaled(speed: 2))
        let first = arrival(0, on: 1, at: 0, took: 20)
        #expect(admission(&order, first, at: 0) == .send(moved: 0))
        // It should have ended at 10, at twice the speed.
        order.finish(first, at: 40)
        #expect(admission(&order, arrival(1, on: 1, at: 50, took: 20), at: 50) == .hold)
        #expect(order.nextInstant == 80)
        #expect(try taken(&order, at: 80).moved == 30)
    }

    @Test("Requests that overlapped in the recording do not wait for each other")
    func overlapping() {
        var order = ConnectionOrder(.scaled(speed: 1))
        #expect(admission(&order, arrival(0, on: 1, at: 0, took: 100), at: 0) == .send(moved: 0))
        #expect(admission(&order, arrival(1, on: 1, at: 50, took: 100), at: 50) == .send(moved: 0))
        // This one began when both had ended.
        #expect(admission(&order, arrival(2, on: 1, at: 200, took: 100), at: 200) == .hold)
    }

    @Test("At another pace only the order counts")
    func orderOnly() throws {
        var order = ConnectionOrder(.none)
        let first = arrival(0, on: 1, at: 0, took: 100)
        #expect(admission(&order, first, at: 0) == .send(moved: 0))
        #expect(admission(&order, arrival(1, on: 1, at: 5, took: 100), at: 5) == .hold)
        #expect(admission(&order, arrival(2, on: 1, at: 6, took: 100), at: 6) == .hold)
        order.finish(first, at: 50)
        let second = try taken(&order, at: 50)
        #expect(second.arrival.ordinal == 1 && second.moved == 0)
        #expect(!hasNext(&order, at: 50))
        // One that was not sent after all makes way.
        order.finish(second.arrival, at: nil)
        #expect(try taken(&order, at: 50).arrival.ordinal == 2)
    }

    @Test("Whatever comes: every arrival comes out once, in its connection's order, none early", arguments: 0..<100)
    func any(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var order = ConnectionOrder(Bool.random(using: &random) ? .scaled(speed: 2) : .none)
        var now: UInt64 = 0
        var sent: [Arrival] = []
        var inFlight: [Arrival] = []
        for ordinal in 0..<200 as Range<UInt64> {
            now += .random(in: 0...50, using: &random)
            let duration: UInt64? = Bool.random(using: &random) ? .random(in: 0...300, using: &random) : nil
            let next = arrival(ordinal, on: .random(in: 0...4, using: &random), at: now, took: duration)
            if case .send = order.admit(next, at: now) {
                sent.append(next)
                inFlight.append(next)
            }
            func takeHeld() {
                while let (held, moved) = order.next(at: now) {
                    #expect(held.offset + moved <= now)
                    sent.append(held)
                    inFlight.append(held)
                }
            }
            takeHeld()
            while let index = inFlight.indices.randomElement(using: &random), Bool.random(using: &random) {
                order.finish(inFlight.remove(at: index), at: Bool.random(using: &random) ? now : nil)
                takeHeld()
            }
        }
        while order.held > 0 {
            for arrival in inFlight { order.finish(arrival, at: now) }
            inFlight = []
            now = max(now, order.nextInstant ?? now)
            while let (held, _) = order.next(at: now) {
                sent.append(held)
                inFlight.append(held)
            }
        }
        #expect(sent.count == 200)
        #expect(Set(sent.map(\.ordinal)).count == 200)
        for (connection, arrivals) in Dictionary(grouping: sent, by: { $0.request?.connection ?? 0 })
        where connection != 0 {
            #expect(arrivals.map(\.ordinal) == arrivals.map(\.ordinal).sorted())
        }
    }

    @Test("What it holds is given back when the run ends")
    func removal() {
        var order = ConnectionOrder(.scaled(speed: 1))
        _ = order.admit(arrival(0, on: 1, at: 0, took: 10), at: 0)
        for ordinal in 1...5 as ClosedRange<UInt64> {
            #expect(admission(&order, arrival(ordinal, on: 1, at: 20 * ordinal, took: 10), at: 20 * ordinal) == .hold)
        }
        #expect(Set(order.removeAll().map(\.ordinal)) == [1, 2, 3, 4, 5])
        #expect(order.held == 0 && order.nextInstant == nil)
    }
}
