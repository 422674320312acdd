import FoundationEssentials

/// The page of a run at one moment, for a browser that goes on watching.
struct LivePage: Sendable {
    private let layout: PageLayout

    /// The page of a snapshot.
    init(_ snapshot: LiveSnapshot) {
        var layout = ReportPage(snapshot.summary).layout
        layout.live = LiveParts(
            banner: Self.banner(isOver: snapshot.isOver),
            style: HTML(resource: PackageResources.live_css),
            script: HTML(resource: PackageResources.live_js)
        )
        self.layout = layout
    }

    /// The page's text.
    var html: String { layout.html }

    /// Its Content Security Policy, as the server says it.
    var policy: String { layout.policy + "; frame-ancestors 'none'" }

    /// What a browser that has the page puts in place of what it shows, as JSON.
    var parts: String {
        struct Parts: Encodable {
            var contents: String
            var main: String
        }
        let encoder = JSONEncoder()
        let parts = Parts(contents: layout.contents.markup, main: layout.main.markup)
        return (try? encoder.encode(parts)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The figures' names, which are also their keys in ``LiveFigures``, and their titles.
    static let figures: [(key: StaticString, title: StaticString)] = [
        ("rate", "Rate"), ("inFlight", "In flight"), ("sent", "Sent"), ("failed", "Failed"), ("p50", "p50"),
        ("p99", "p99"),
        ("lateness", "Late p99"),
    ]

    private static func banner(isOver: Bool) -> HTML {
        let figures = figures.map { figure -> HTML in
            let key = HTML(stringLiteral: figure.key)
            return """
                <div><dt>\(HTML(stringLiteral: figure.title))</dt><dd data-live="\(key)">–</dd>\
                <dd class="note" data-live-note="\(key)"></dd></div>

                """
        }
        let state: HTML = isOver ? "The run is over" : "Under way: what stands below is of the run so far"
        return """
            <section id="live" aria-label="The run under way">
            <p class="state"><b id="live-state">\(state)</b> <span data-live="clock"></span></p>
            <progress id="live-share" max="1" value="0" hidden aria-label="How far the run is"></progress>
            <noscript><p>Without scripts this page stays as it is: load it again to see more.</p></noscript>
            <svg id="live-rates" viewBox="0 0 60 20" preserveAspectRatio="none" role="img" \
            aria-label="Requests a second, over the last minute"><polyline points=""></polyline></svg>
            <dl class="figures">
            \(figures)</dl>
            </section>

            """
    }
}
