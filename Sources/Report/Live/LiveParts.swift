/// What the page of a run under way has besides its sections.
struct LiveParts: Sendable {
    /// Above the contents: the figures of the last second.
    var banner: HTML
    /// The banner's part of the style sheet.
    var style: HTML
    /// What keeps the page up to date.
    var script: HTML
}
