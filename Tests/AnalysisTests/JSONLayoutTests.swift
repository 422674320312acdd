import Analysis
import TestSupport
import Testing

@Suite("The layout of JSON")
struct JSONLayoutTests {
    private static func layOut(_ text: String) -> String {
        String(decoding: JSONLayout.layOut(Array(text.utf8)), as: UTF8.self)
    }

    @Test("Members stand on lines of their own, arrays of plain values on one")
    func layout() {
        let compact =
            #"{"a":[1,2,-3.5e7],"b":{"c":"x","d":[]},"e":[{"f":null},{}],"g":{},"h":["a,b","c\",d"],"i":[[1],[2,3]]}"#
        let expected = #"""
            {
              "a": [1, 2, -3.5e7],
              "b": {
                "c": "x",
                "d": []
              },
              "e": [
                {
                  "f": null
                },
                {}
              ],
              "g": {},
              "h": ["a,b", "c\",d"],
              "i": [
                [1],
                [2, 3]
              ]
            }

            """#
        #expect(Self.layOut(compact) == expected)
    }

    @Test("Strings come through byte for byte", arguments: [#""{[,:]}""#, #""a\\""#, #""a\"b""#, #""\u00e9, é""#])
    func strings(text: String) {
        #expect(Self.layOut(text) == text + "\n")
    }

    @Test("The document says the same as before")
    func sameDocument() throws {
        let compact = #"{"a":[{"b":[[],[1,"x]"],{}]},{"c":{"d":"\\\""}}],"e":" : , "}"#
        #expect(try JSONValue(text: Self.layOut(compact)) == JSONValue(text: compact))
    }

    @Test("Bytes that are no JSON come through without a trap", arguments: 0..<50 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\",:\\a1 ".utf8)
        let bytes = (0..<40).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        let output = JSONLayout.layOut(bytes)
        let white = Set(" \n".utf8)
        #expect(output.filter { !white.contains($0) } == bytes.filter { !white.contains($0) })
    }
}
