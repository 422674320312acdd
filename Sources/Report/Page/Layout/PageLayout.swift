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

    /// A page of its parts.
    package init(title: String, subtitle: String, sections: [PageSection]) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
    }

    /// The page's text.
    package var html: String {
        let style = HTML(resource: Array(PagePalette.styleSheet.utf8) + PackageResources.page_css)
        let script = HTML(resource: PackageResources.page_js)
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="\(Self.policy(script))">
            <meta name="referrer" content="no-referrer">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Spammer">
            <link rel="icon" href="data:,">
            <title>\(title)</title>
            <style>
            \(style)</style>
            </head>
            <body>
            <a class="skip" href="#verdict">Skip to the verdict</a>
            <header class="top">
            <p class="brand">Spammer</p>
            <p class="about"><b>\(title)</b> <span>\(subtitle)</span></p>
            <button type="button" id="theme" class="needs-script" aria-label="Theme: as the system’s">Theme</button>
            </header>
            \(contents)<main>
            \(sections.enumerated().map(Self.section))</main>
            <script>\(script)</script>
            </body>
            </html>

            """
        return page.markup
    }

    private var contents: HTML {
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

    /// Content Security Policy, level 3: nothing from anywhere, styles of the page itself, and this one script.
    private static func policy(_ script: HTML) -> String {
        let digest = Data(SHA256.hash(data: Data(script.markup.utf8))).base64EncodedString()
        return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-\(digest)'; "
            + "base-uri 'none'; form-action 'none'"
    }
}
