/// What a colour or a line of a chart stands for.
package struct ChartKey: Sendable {
    /// Its sample.
    private let sample: HTML
    /// Its name.
    private let name: String

    /// A line's name.
    package static func line(_ color: HTML, _ name: String, _ stroke: ChartLine.Stroke = .solid) -> ChartKey {
        ChartKey(
            sample: """
                <svg class="key" aria-hidden="true" width="22" height="10">\
                <path class="line \(stroke.style) \(color)" d="M1 5h20"/></svg>
                """,
            name: name
        )
    }

    /// An area's name.
    package static func area(_ color: HTML, _ name: String) -> ChartKey {
        ChartKey(
            sample: """
                <svg class="key" aria-hidden="true" width="12" height="10">\
                <rect class="\(color)" width="12" height="10"/></svg>
                """,
            name: name
        )
    }

    /// The name of what a 95% interval is drawn as.
    package static func interval(_ color: HTML, _ name: String) -> ChartKey {
        ChartKey(
            sample: """
                <svg class="key" aria-hidden="true" width="10" height="12">\
                <path class="whisker \(color)" d="M5 1v10M2 1h6M2 11h6"/></svg>
                """,
            name: name
        )
    }

    /// The shades of a heat map, from few to many.
    package static func shades(_ least: String, _ most: String) -> ChartKey {
        let cells = PagePalette.heat.indices.map { index -> HTML in
            "<rect class=\"heat\(index + 1)\" x=\"\(index * 12)\" width=\"12\" height=\"10\"/>"
        }
        return ChartKey(
            sample: """
                <span>\(least)</span> <svg class="key" aria-hidden="true" width="\(PagePalette.heat.count * 12)" \
                height="10">\(cells)</svg>
                """,
            name: most
        )
    }

    /// An entry of the list of them.
    var html: HTML { "<li>\(sample) \(name)</li>" }
}
