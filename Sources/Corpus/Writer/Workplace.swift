import Glibc

/// Where a corpus is written until it is whole: beside its final name, so that a rename is enough, or in a folder of its own
/// for what goes to standard output.
struct Workplace {
    /// The path of the file under construction; parts of it have this name and a number.
    let file: String

    /// The folder that goes when the corpus is written; nil where it is not ours.
    private let folder: String?

    /// - Parameter output: the corpus's final name, or `-`.
    init(output: String) throws(CorpusError) {
        guard output == "-" else {
            file = "\(output).partial"
            folder = nil
            return
        }
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // In a folder that others can write to a name has to be one that nobody could know, and only ours to read.
        var template = Array("\(parent)/spammer-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .file(path: parent, problem: lastSystemError()) }
        let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        folder = made
        file = "\(made)/corpus"
    }

    /// Removes the folder, which has to be empty by now.
    func remove() {
        if let folder { rmdir(folder) }
    }
}
