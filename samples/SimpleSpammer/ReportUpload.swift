import SpammerKit

/// Uploads a report of which nobody holds all the rows at once: each is made when the target has taken those before it.
struct ReportUpload: Spammer {
    let url: String
    let requester = SpammerRequester(connectionPoolSize: 50)

    func task() async throws -> TaskResult {
        let response = try await requester.send("PUT", "\(url)/report", body: .stream(Rows(count: 10_000)))
        return response.result(if: response.status == 201, reason: "not stored")
    }

    func teardown() async throws {
        await requester.shutdown()
    }
}

/// The rows of a report, a chunk each.
struct Rows: AsyncSequence, Sendable {
    let count: Int

    struct Iterator: AsyncIteratorProtocol {
        let count: Int
        var number = 0

        mutating func next() async throws -> [UInt8]? {
            guard number < count else { return nil }
            number += 1
            return Array("\(number);\(Int.random(in: 1...100))\n".utf8)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(count: count) }
}
