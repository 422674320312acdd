/// A chart: its title, what it says in a sentence, its keys, axes and drawing, and its numbers as a table.
///
/// The drawing is as wide as the page lets it be while its text stays as it is: the field is a picture of its own that is
/// stretched, and everything else is placed by percent. Whoever does not see it has the sentence and the table.
package struct Chart: Sendable {
    /// What it shows.
    package var title: String
    /// What it says, in a sentence or two.
    package var note: String
    /// What its colours stand for; one alone needs no key.
    package var keys: [ChartKey]
    /// What is counted upwards, with its unit.
    package var upwards: String
    /// What is counted along, with its unit.
    package var along: String
    /// The axis along.
    package var x: ChartScale
    /// The axis upwards.
    package var y: ChartScale
    /// The drawing, in a square of 1000 by 1000 that is stretched.
    package var shapes: HTML
    /// What must not be stretched, placed by percent across and by pixels down, see ``height``.
    package var marks: HTML = .none
    /// Its numbers, a row for each place along; the first cells' numbers are where they lie, from 0 to 1.
    package var table: PageTable?
    /// Whether the table stands below the chart; it is folded away where it is not worth its length.
    package var showsTable = false
    /// Whether it is as wide as the page, where others stand two to a row.
    package var isWide = false
    /// The height of the field, in pixels.
    package var height = Self.height

    /// The usual height of a field, in pixels.
    package static let height = 200.0

    private static let top = 8.0
    private static let bottom = 22.0

    /// A chart without marks and numbers.
    package init(
        _ title: String,
        note: String,
        keys: [ChartKey] = [],
        upwards: String,
        along: String,
        x: ChartScale,
        y: ChartScale,
        shapes: HTML
    ) {
        self.title = title
        self.note = note
        self.keys = keys
        self.upwards = upwards
        self.along = along
        self.x = x
        self.y = y
        self.shapes = shapes
    }

    /// The chart's markup.
    package var html: HTML {
        let legend: HTML = keys.isEmpty ? .none : "<ul class=\"keys\">\(keys.map(\.html))</ul>\n"
        let numbers: HTML =
            table.map { table in
                showsTable
                    ? table.html
                    : "<details class=\"numbers\"><summary>The numbers</summary>\n\(table.html)</details>\n"
            } ?? .none
        return """
            <figure class="chart\(isWide ? " wide" as HTML : .none)">
            <figcaption><h3>\(title)</h3><p class="note">\(note)</p></figcaption>
            \(legend)<p class="upwards">\(upwards)</p>
            <div class="drawing" role="img" aria-label="\(title). \(note)">\(axis)\(field)\
            <div class="readout" aria-hidden="true" hidden></div></div>
            <p class="along">\(along)</p>
            \(numbers)</figure>

            """
    }

    private var wholeHeight: Double { Self.top + height + Self.bottom }

    /// Where a value lies, in pixels from the top of the drawing.
    package func down(_ value: Double) -> Double {
        Self.top + (1 - y.place(value)) * height
    }

    private var axis: HTML {
        let labels = y.ticks.map { tick -> HTML in
            "<text x=\"100%\" y=\"\(down(tick.value) + 4)\" text-anchor=\"end\">\(tick.label)</text>"
        }
        return "<svg class=\"axis\" aria-hidden=\"true\" height=\"\(wholeHeight)\">\(labels)</svg>"
    }

    private var field: HTML {
        let floor = Self.top + height
        let rows = y.ticks.map { tick -> HTML in
            "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(down(tick.value))\" y2=\"\(down(tick.value))\"/>"
        }
        let columns = x.ticks.map { tick -> HTML in
            let place = x.place(tick.value)
            // The first may reach below the axis upwards; past the last there may be no page.
            let anchor: HTML = place > 0.93 ? "end" : "middle"
            return """
                <line class="tick" x1="\(place * 100)%" x2="\(place * 100)%" y1="\(floor)" y2="\(floor + 4)"/>\
                <text x="\(place * 100)%" y="\(floor + 17)" text-anchor="\(anchor)">\(tick.label)</text>
                """
        }
        return """
            <svg class="field" aria-hidden="true" height="\(wholeHeight)">\(rows)\
            <svg class="data" aria-hidden="true" x="0" y="\(Self.top)" width="100%" height="\(height)" viewBox="0 0 1000 1000" \
            preserveAspectRatio="none">\(shapes)</svg>\(marks)\
            <line class="floor" x1="0" x2="100%" y1="\(floor)" y2="\(floor)"/>\(columns)\
            <line class="cursor" y1="\(Self.top)" y2="\(floor)"/></svg>
            """
    }
}
