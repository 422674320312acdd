/// The JSON Schema (draft 2020-12) of a benchmark's file.
package enum BenchmarkSchema {
    /// The schema's text.
    package static var text: String {
        String(decoding: PackageResources.benchmark_1_schema_json, as: UTF8.self)
    }
}
