import Testing

@testable import Corpus

@Suite("Exchanges that came before")
struct DuplicateFilterTests {
    private static let exchanges: [Exchange] = [
        .simple("/items/1", at: 0), .simple("/items/1", at: 1, connection: 2),
        .simple("/items/1", at: 2, fields: "A: b\r\n"),
        .simple("/items/2", at: 3), .simple("/items/1", method: "POST", at: 4), .simple("/items/1", at: 0),
        .simple("/items/1", at: 5, host: "other.test"), .simple("/items/1", at: 6, body: "x"),
    ]

    @Test(
        "are known by what is asked for",
        arguments: [
            (DuplicateFilter.Likeness.request, [0, 3, 4, 6, 7]), (.bytes, [0, 2, 3, 4, 6, 7]), (.endpoint, [0, 4]),
            (.capture, [0, 1, 2, 3, 4, 6, 7]),
        ]
    )
    func likeness(_ likeness: DuplicateFilter.Likeness, _ expected: [Int]) {
        var filter = DuplicateFilter(likeness)
        #expect(Self.exchanges.indices.filter { !filter.isDuplicate(Self.exchanges[$0]) } == expected)
    }

    @Test("may come as often as is allowed")
    func most() {
        var filter = DuplicateFilter(.endpoint, most: 2)
        #expect(Self.exchanges.indices.filter { !filter.isDuplicate(Self.exchanges[$0]) } == [0, 1, 4])
    }
}
