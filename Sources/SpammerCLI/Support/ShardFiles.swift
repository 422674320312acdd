import Analysis
import Foundation
import SpammerKit

/// Finds and reads the summaries of shards.
struct ShardFiles {
    /// Files, and folders in which shards write theirs.
    let paths: [String]
    /// How many shards there should be; nil where their summaries say it.
    let count: Int?

    /// Whether some paths are those of summaries and not of corpora: a folder, or a file that begins as JSON does.
    static func areAny(_ paths: [String]) -> Bool {
        paths.contains { path in
            guard path != "-" else { return false }
            if isFolder(path) { return true }
            guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 64) else {
                return path.hasSuffix(".json")
            }
            return start.first { $0 > 0x20 } == UInt8(ascii: "{")
        }
    }

    /// Waits until there are as many as there should be, or the time is over.
    ///
    /// - Parameter deadline: the instant at which it gives up.
    func wait(until deadline: ContinuousClock.Instant) async throws {
        while ContinuousClock.now < deadline {
            // A folder may come with the first shard that ends.
            let shards = ((try? files()) ?? []).compactMap(Self.shard)
            if let whole = count ?? shards.first?.count, Set(shards).count >= whole { return }
            // Another machine's file tells nobody that it has come.
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// What the files hold.
    func read() throws -> [ShardSet.File] {
        let names = try files()
        guard !names.isEmpty else {
            throw CommandError(
                "expected the summaries of shards, such as run-3-of-8.json, and there is none in "
                    + paths.joined(separator: ", ")
            )
        }
        return names.map { name in
            do {
                let bytes = try Data(contentsOf: URL(filePath: name))
                return ShardSet.File(name: name, content: .success(try RunSummary(json: bytes)))
            } catch let error as SummaryError {
                return ShardSet.File(name: name, content: .failure(ShardSet.Fault("\(error)")))
            } catch {
                return ShardSet.File(name: name, content: .failure(ShardSet.Fault(systemReason(of: error))))
            }
        }
    }

    /// The files that were named, and those of the folders, in order of their names.
    private func files() throws -> [String] {
        try paths.flatMap { path in
            guard Self.isFolder(path) else { return [path] }
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: path)
            } catch {
                throw CommandError("cannot read the folder \(path): \(systemReason(of: error))")
            }
            let folder = path.hasSuffix("/") ? path : path + "/"
            return names.filter { Self.shard($0) != nil }.sorted().map { folder + $0 }
        }
    }

    /// The shard whose name a file has; nil for another file, such as an earlier run's with a time in its name.
    private static func shard(_ path: String) -> Shard? {
        let name = URL(filePath: path).lastPathComponent
        guard let match = name.wholeMatch(of: /run-([0-9]+)-of-([0-9]+)\.json/), let index = Int(match.1),
            let count = Int(match.2)
        else { return nil }
        return Shard(index: index, count: count)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        if path.hasSuffix("/") { return true }
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
