import Analysis
import Foundation

/// Files of benchmarks that were named in the place of runs.
enum BenchmarkFiles {
    /// The benchmarks of these names; nil where the first is a run's, as all others have to be then.
    static func benchmarks(_ names: [String]) throws -> [Benchmark]? {
        guard let first = names.first, let bytes = bytes(first), Benchmark.isBenchmark(json: bytes) else { return nil }
        return try names.map(benchmark)
    }

    private static func benchmark(_ path: String) throws -> Benchmark {
        guard let bytes = bytes(path) else {
            throw CommandError(
                "\(path): expected a benchmark's file, as the first one is, of at most \(Benchmark.sizeLimit) bytes"
            )
        }
        do {
            return try Benchmark(json: bytes)
        } catch {
            throw CommandError("\(path): \(error)")
        }
    }

    /// A file's bytes; nil where it is none that can be read, or longer than any benchmark.
    private static func bytes(_ path: String) -> Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: Benchmark.sizeLimit + 1), bytes.count <= Benchmark.sizeLimit else {
            return nil
        }
        return bytes
    }
}
