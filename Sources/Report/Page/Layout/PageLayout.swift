import Crypto
import FoundationEssentials

/// A part of a page under a title of its own.
package struct PageSection: Sendable {
    /// Its name in links.
    package var id: StaticString
    /// Its title; in the page's own list of contents too.
    package var title: StaticString
    /// What is in it.
    package var content: HTML

    /// A section.
    package init(_ id: StaticString, _ title: StaticString, _ content: HTML) {
        self.id = id
        self.title = title
        self.content = content
    }
}

/// The frame that all pages share: head, title, contents, sections.
///
/// The page's own policy forbids it to load anything, and to run any script but the one that it was made with.
package struct PageLayout: Sendable {
    /// What the page is about.
    package var title: String
    /// When and where.
    package var subtitle: String
    /// The parts; the first one has no title, as it is the page's own beginning.
    package var sections: [PageSection]

    /// What a page of a run under way has besides; nil for a page that stays as it is.
    var live: LiveParts?

    /// A page of its parts.
    package init(title: String, subtitle: String, sections: [PageSection]) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
    }

    /// The page's text.
    package var html: String {
        let style = HTML(resource: Array(PagePalette.styleSheet.utf8) + PackageResources.page_css)
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Spammer">
            <link rel="icon" href="data:,">
            <title>\(title)</title>
            <style>
            \(style)\(live?.style ?? .none)</style>
            </head>
            <body>
            <a class="skip" href="#verdict">Skip to the verdict</a>
            <header class="top">
            <p class="brand">Spammer</p>
            <p class="about"><b>\(title)</b> <span>\(subtitle)</span></p>
            <button type="button" id="theme" class="needs-script" aria-label="Theme: as the system’s">Theme</button>
            </header>
            \(live?.banner ?? .none)\(contents)<main>
            \(main)</main>
            <script id="page-script">\(script)</script>
            \(liveScript)</body>
            </html>

            """
        return page.markup
    }

    /// The sections, as they stand between the tags of `main`.
    var main: HTML { sections.enumerated().reduce(into: .none) { $0 += Self.section($1.offset, $1.element) } }

    private var script: HTML { HTML(resource: PackageResources.page_js) }

    private var liveScript: HTML {
        guard let live else { return .none }
        return "<script>\(live.script)</script>\n"
    }

    /// The list of sections.
    var contents: HTML {
        let links = sections.map { section -> HTML in
            "<li><a href=\"#\(HTML(stringLiteral: section.id))\">\(HTML(stringLiteral: section.title))</a></li>"
        }
        return "<nav aria-label=\"Contents\"><ul>\(links)</ul></nav>\n"
    }

    private static func section(_ index: Int, _ section: PageSection) -> HTML {
        let id = HTML(stringLiteral: section.id)
        if index == 0 { return "<section id=\"\(id)\">\n\(section.content)</section>\n" }
        return """
            <section id="\(id)" aria-labelledby="\(id)-title">
            <h2 id="\(id)-title">\(HTML(stringLiteral: section.title))</h2>
            \(section.content)</section>

            """
    }

    /// Content Security Policy, level 3: nothing from anywhere, styles of the page itself, and its own scripts; the page of a
    /// run under way may ask the server that it came from.
    var policy: String {
        let scripts = [script, live?.script].compactMap(\.self).map { " 'sha256-\(Self.digest($0))'" }.joined()
        let connections = live == nil ? "" : "connect-src 'self'; "
        return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src\(scripts); \(connections)"
            + "base-uri 'none'; form-action 'none'"
    }

    private static func digest(_ script: HTML) -> String {
        Data(SHA256.hash(data: Data(script.markup.utf8))).base64EncodedString()
    }
}
