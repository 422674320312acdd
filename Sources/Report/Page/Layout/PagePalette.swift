/// The colours of a page, by what they mean, in both themes.
///
/// They are values and not a style sheet so that a test reckons their contrast (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
package enum PagePalette {
    /// A colour in both themes, as six hexadecimal digits.
    package struct Color: Sendable, Hashable {
        /// Its name in the style sheet: `--ink`.
        package let name: String
        /// On a light page.
        package let light: String
        /// On a dark page.
        package let dark: String
        /// The contrast with the page that what has this colour needs.
        package let use: Use
    }

    /// What a colour is used for.
    package enum Use: Sendable, Hashable {
        /// What lies behind all else.
        case surface
        /// Text, on any surface: a contrast of 4.5 at least.
        case text
        /// Lines and marks that carry meaning: 3 at least.
        case mark
        /// Lines and areas that only help the eye.
        case hint
    }

    /// All of them.
    package static let colors = [
        Color(name: "page", light: "ffffff", dark: "14171c", use: .surface),
        Color(name: "raised", light: "f6f7f9", dark: "1b1f26", use: .surface),
        Color(name: "rule", light: "dfe3e8", dark: "2e343e", use: .hint),
        Color(name: "grid", light: "e9ecf0", dark: "262b34", use: .hint),
        Color(name: "noise", light: "e9ecf0", dark: "2a303a", use: .hint),
        Color(name: "ink", light: "16191d", dark: "e8eaee", use: .text),
        Color(name: "muted", light: "59616d", dark: "a3abb8", use: .text),
        Color(name: "link", light: "1d4fc4", dark: "8fb2ff", use: .text),
        Color(name: "bad", light: "b3201f", dark: "ff8a80", use: .text),
        Color(name: "warn", light: "8a5300", dark: "f0b45a", use: .text),
        Color(name: "good", light: "0e6b3d", dark: "6fd19b", use: .text),
        Color(name: "candidate", light: "2459d6", dark: "7ea6ff", use: .mark),
        Color(name: "baseline", light: "7a828e", dark: "8d96a3", use: .mark),
        Color(name: "recording", light: "a8690b", dark: "d99f3f", use: .mark),
        Color(name: "asked", light: "7a828e", dark: "8d96a3", use: .mark),
        Color(name: "kind1", light: "c62f2f", dark: "f2726b", use: .mark),
        Color(name: "kind2", light: "b36a00", dark: "e0a03c", use: .mark),
        Color(name: "kind3", light: "6d4fc2", dark: "a58ff0", use: .mark),
        Color(name: "kind4", light: "0f7f86", dark: "45b8bf", use: .mark),
        Color(name: "kind5", light: "6b747f", dark: "8d96a3", use: .mark),
    ]

    /// The shades of a heat map, from the least to the most.
    package static let heat: [(light: String, dark: String)] = [
        ("dbe6fb", "1f2d4a"), ("b5cdf7", "2a4273"), ("86abf0", "385a9f"), ("5585e6", "4f79cc"), ("2d5fd0", "7299ea"),
        ("1b429f", "a4bffb"), ("0e2766", "dce7ff"),
    ]

    /// The style sheet's variables: light, dark where the reader's system is, and either where the reader says so.
    static var styleSheet: String {
        func variables(_ value: (Color) -> String, _ shade: ((light: String, dark: String)) -> String) -> String {
            colors.map { "--\($0.name):#\(value($0));" }.joined()
                + heat.enumerated().map { "--heat\($0.offset + 1):#\(shade($0.element));" }.joined()
        }
        let light = "color-scheme:light;" + variables(\.light, { $0.light })
        let dark = "color-scheme:dark;" + variables(\.dark, { $0.dark })
        return """
            :root{\(light)}
            @media screen and (prefers-color-scheme:dark){:root:not([data-theme="light"]){\(dark)}}
            @media screen{:root[data-theme="dark"]{\(dark)}}

            """
    }
}
