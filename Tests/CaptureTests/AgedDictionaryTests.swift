import Testing

@testable import Capture

@Suite("A dictionary that knows its oldest value")
struct AgedDictionaryTests {
    @Test("gives its values out by their age, those that were put in again as young ones")
    func order() {
        var dictionary = AgedDictionary<Int, String>()
        for key in 1...4 { dictionary.insert("\(key)", for: key) }
        dictionary.insert("one again", for: 1)
        #expect(dictionary.remove(3) == "3")
        dictionary.change(2) { $0 += " changed" }
        #expect(dictionary.change(3) { $0 += " changed" } == nil)
        #expect(dictionary.count == 3)
        var values: [String] = []
        while let oldest = dictionary.removeOldest() { values.append(oldest) }
        #expect(values == ["2 changed", "4", "one again"])
        #expect(dictionary.isEmpty)
    }

    @Test("does not remember what was taken out, however often a key comes again")
    func bounded() {
        var dictionary = AgedDictionary<Int, Int>()
        var longest = 0
        for number in 0..<100_000 {
            dictionary.insert(number, for: number % 3)
            longest = max(longest, dictionary.order.count)
        }
        #expect(dictionary.count == 3 && longest <= 100)
        #expect(dictionary.removeOldest() == 99_997)
    }
}
