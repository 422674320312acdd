/// The JSON Schema (draft 2020-12) of a run's summary.
package enum RunSummarySchema {
    /// The schema's text.
    package static var text: String {
        String(decoding: PackageResources.run_summary_1_schema_json, as: UTF8.self)
    }
}
