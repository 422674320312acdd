package import FoundationEssentials

extension RunSummary {
    /// The summary as JSON text: keys sorted, an array of numbers on one line, equal for equal summaries.
    package func json() throws(SummaryError) -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Data(JSONLayout.layOut([UInt8](try encoder.encode(self))))
        } catch {
            throw .unwritable("\(error)")
        }
    }

    /// Reads a summary that ``json()`` wrote, of this format or an older one.
    package init(json: Data) throws(SummaryError) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // What it says that it is comes first: a newer format must not be reported as damage.
        let label: Label
        do {
            label = try decoder.decode(Label.self, from: json)
        } catch DecodingError.dataCorrupted {
            throw .notJSON
        } catch {
            throw .notASummary
        }
        guard label.schema == Self.schemaID else { throw .notASummary }
        guard label.schemaVersion <= Self.currentSchemaVersion else { throw .newer(version: label.schemaVersion) }
        do {
            self = try decoder.decode(Self.self, from: json)
            pacing.completeSeconds(sent: total, runtime: runtime)
        } catch let error as DecodingError {
            throw .damaged(error)
        } catch {
            throw .damaged(path: "its contents", problem: "\(error)")
        }
    }

    private struct Label: Decodable {
        var schema: String
        var schemaVersion: Int
    }
}

extension SummaryError {
    /// The path and the problem that a decoder found.
    fileprivate static func damaged(_ error: DecodingError) -> SummaryError {
        switch error {
        case .keyNotFound(let key, let context):
            .damaged(path: path(context.codingPath + [key]), problem: "it is missing")
        case .valueNotFound(_, let context):
            .damaged(path: path(context.codingPath), problem: "it has no value")
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            .damaged(path: path(context.codingPath), problem: context.debugDescription)
        @unknown default:
            .damaged(path: "its contents", problem: "\(error)")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let text = keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return text.isEmpty ? "its contents" : text
    }
}
