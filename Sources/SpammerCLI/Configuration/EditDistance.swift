/// How unlike two words are.
enum EditDistance {
    /// The name that is most like a word; nil where none is like it.
    static func nearest(to word: String, of names: some Sequence<String>) -> String? {
        let most = max(1, word.count / 3)
        return names.map { (name: $0, distance: between(word, $0)) }
            .filter { $0.distance <= most }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// The least number of letters that have to be put in, taken out or changed to make one of the other (Levenshtein, 1966).
    static func between(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let cost = diagonal + (right[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(cost, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
