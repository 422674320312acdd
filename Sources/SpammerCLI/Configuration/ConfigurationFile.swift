import ArgumentParser
import Corpus
import Foundation
import Yams

/// Options of a command in a YAML file: a mapping of their long names to their values.
struct ConfigurationFile {
    /// What the file gives for an option.
    struct Setting {
        let entry: OptionTable.Entry
        /// None for a flag.
        let values: [String]
    }

    /// In the order of the file, without flags that are false.
    private(set) var settings: [Setting] = []

    /// Text that is longer is no list of options.
    private static let mostBytes = 1 << 20
    /// The option that names the file.
    static let option = "config"

    /// Reads a file.
    ///
    /// - Throws: `CommandError` where it cannot be read; a usage error, with the line, where it says what no option does.
    init(path: String, _ table: OptionTable) throws {
        let data = try GivenFile.bytes(path, of: "--config")
        guard data.count <= Self.mostBytes else { throw ValidationError("\(path): longer than 1 MiB") }
        try self.init(yaml: String(decoding: data, as: UTF8.self), path: path, table)
    }

    /// Reads a text.
    init(yaml: String, path: String, _ table: OptionTable) throws {
        let root: Node?
        do {
            root = try YAMLText(yaml).root()
        } catch {
            throw ValidationError("\(path): \(YAMLProblem(error))")
        }
        // A file of comments alone sets nothing.
        guard let root else { return }
        guard let mapping = root.mapping else {
            throw ValidationError("\(path): expected options and their values, such as 'speed: 2x', a line each")
        }
        for (key, value) in mapping {
            let place = "\(path)\(key.mark.map { ", line \($0.line)" } ?? "")"
            if let setting = try Self.setting(key.string ?? "", value, at: place, table) { settings.append(setting) }
        }
    }

    private static func setting(
        _ name: String,
        _ value: Node,
        at place: String,
        _ table: OptionTable
    ) throws -> Setting? {
        guard let entry = table[name], entry.name != option else {
            let words = name == option ? "a file names no other" : "no option of replay is called '\(name)'"
            let like = name == option ? nil : table.name(like: name)
            throw ValidationError("\(place): \(words)" + (like.map { "; did you mean '\($0)'?" } ?? ""))
        }
        if entry.isFlag {
            guard let isOn = value.bool else { throw ValidationError("\(place): \(name) is true or false") }
            return isOn ? Setting(entry: entry, values: []) : nil
        }
        let nodes = value.sequence.map { Array($0) } ?? [value]
        guard entry.isRepeating || value.sequence == nil else {
            throw ValidationError("\(place): \(name) has one value, and not a list of them")
        }
        let values = nodes.compactMap { $0.null == nil ? $0.scalar?.string : nil }
        guard values.count == nodes.count else {
            throw ValidationError("\(place): expected a value of \(name); one with ': ' in it has to be in quotes")
        }
        return Setting(entry: entry, values: values)
    }
}
