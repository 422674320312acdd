import Corpus
import Testing

@Suite("The books of a recording")
struct RecordingAccountTests {
    @Test("balance when the parts of each group are its whole, and name the group when they are not")
    func imbalances() {
        var account = RecordingAccount()
        #expect(account.imbalances == [])
        account.bytes.total = 10
        account.bytes.requests = 4
        account.bytes.responses = 6
        account.packets.total = 3
        account.packets.tcp = 2
        account.packets.filtered = 1
        #expect(account.imbalances == [])
        account.bytes.duplicate = 1
        #expect(account.imbalances == ["bytes: 10 in all, 11 in the parts"])
        account.messages.requests = 1
        #expect(account.imbalances == ["bytes: 10 in all, 11 in the parts", "requests: 1 in all, 0 in the parts"])
    }

    @Test("add up group by group, with each event by its name")
    func sums() {
        var first = RecordingAccount()
        first.streams.total = 2
        first.streams.tls = 2
        first.count("gaps")
        var second = RecordingAccount()
        second.streams.total = 1
        second.streams.http = 1
        second.entries.total = 4
        second.entries.recorded = 4
        second.count("gaps", by: 2)
        second.count("resets")
        first.add(second)
        #expect(first.streams.total == 3)
        #expect(first.streams.http == 1 && first.streams.tls == 2)
        #expect(first.entries.recorded == 4)
        #expect(first.events == ["gaps": 3, "resets": 1])
        #expect(first.imbalances == [])
    }
}
