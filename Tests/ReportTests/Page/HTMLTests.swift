import Report
import Testing

@Suite("HTML that is put together")
struct HTMLTests {
    @Test("What is interpolated is text, in tags and in attributes")
    func escaping() {
        let text = "<b title='x' class=\"y\">&amp;</b>"
        let html: HTML = "<i title=\"\(text)\">\(text)</i>"
        let escaped = "&lt;b title=&#39;x&#39; class=&quot;y&quot;&gt;&amp;amp;&lt;/b&gt;"
        #expect(html.markup == "<i title=\"\(escaped)\">\(escaped)</i>")
    }

    @Test("Markup that was made before stays markup")
    func nesting() {
        let item: HTML = "<li>\("a & b")</li>"
        #expect(("<ul>\([item, item])\(item)</ul>" as HTML).markup.components(of: "<li>a &amp; b</li>") == 3)
    }

    @Test("Nothing turns the direction of text, or ends a line of it")
    func direction() {
        #expect(HTML.escaped("GET /\u{202E}txt.exe\u{0}\n") == "GET /\u{FFFD}txt.exe\u{FFFD} ")
    }

    @Test(
        "Coordinates are short, and always numbers",
        arguments: [
            (1, "1"), (1.5, "1.5"), (1.05, "1.05"), (-0.25, "-0.25"), (33.333333, "33.33"), (-0.001, "0"),
            (.nan, "0"), (.infinity, "0"), (1e300, "1000000000"),
        ]
    )
    func coordinates(_ value: Double, _ text: String) {
        #expect(Coordinate.text(value) == text)
    }
}

extension String {
    /// How often another text is in this one.
    func components(of text: String) -> Int {
        ranges(of: text).count
    }
}
