/// What waits to be used again: the last one that was put back is the first that is taken.
///
/// Those that are not needed stay at the bottom, and are known by having been there at two looks in a row; taking one and putting
/// one back costs nothing for that.
struct IdleStack<Element> {
    private struct Entry {
        let element: Element
        /// Whether it was there at the last look.
        var wasThere = false
    }

    private var entries: [Entry] = []

    /// How many at the bottom nobody needed between the last two looks, and have not been taken since.
    private(set) var spare = 0

    /// Puts one back.
    mutating func push(_ element: Element) {
        entries.append(Entry(element: element))
    }

    /// Takes the last one; nil where none waits.
    mutating func pop() -> Element? {
        entries.popLast()?.element
    }

    /// Looks at what waits.
    mutating func look() {
        spare = entries.prefix(while: \.wasThere).count
        for index in entries.indices { entries[index].wasThere = true }
    }

    /// Takes some of those out that nobody needs.
    mutating func takeSpare(atMost count: Int) -> [Element] {
        // Where they were needed after all, others may have come into their places.
        let taken = entries.prefix(min(count, spare)).prefix(while: \.wasThere).map(\.element)
        entries.removeFirst(taken.count)
        spare = taken.count < count ? 0 : spare - taken.count
        return taken
    }

    /// Takes all of them out.
    mutating func takeAll() -> [Element] {
        defer { (entries, spare) = ([], 0) }
        return entries.map(\.element)
    }
}
