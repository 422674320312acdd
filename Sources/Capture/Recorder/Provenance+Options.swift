import Corpus

extension Provenance {
    /// Notes what was left out by choice.
    mutating func describe(_ options: RecorderOptions) {
        if let filter = options.filter { filters.append("filter: \(filter)") }
        if let ports = options.ports {
            filters.append("port: \(ports.sorted().map(String.init).joined(separator: ","))")
        }
    }
}
