import Analysis
import GRDB

/// The table of the figures that trends are made of, so that none has to read whole summaries.
enum FigureTable {
    /// What stands for all endpoints together: no endpoint has an empty name.
    private static let allEndpoints = ""

    /// Adds the figures of a run.
    static func insert(_ summary: RunSummary, run: Int64, _ database: Database) throws {
        let clocks = columns(.serviceTime) + columns(.responseTime)
        let marks = databaseQuestionMarks(count: 5 + clocks.count)
        let statement = try database.makeStatement(
            sql: """
                INSERT INTO figure (run, endpoint, sent, failures, times, \(clocks.joined(separator: ", ")))
                VALUES (\(marks))
                """
        )
        for figures in KeptFigures.all(of: summary) where figures.endpoint != allEndpoints {
            let values = [figures.serviceTime, figures.responseTime].flatMap { clock in
                KeptFigures.quantiles.map { clock[$0] }
            }
            try statement.execute(
                arguments: [
                    run, figures.endpoint ?? allEndpoints, Int64(clamping: figures.sent),
                    Int64(clamping: figures.failures), Int64(clamping: figures.times),
                ] + StatementArguments(values)
            )
        }
    }

    /// The figures of an endpoint, or of all together, by run.
    static func figures(of endpoint: String?, _ database: Database) throws -> [Int64: KeptFigures] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT * FROM figure WHERE endpoint = ?",
            arguments: [endpoint ?? allEndpoints]
        )
        var figures: [Int64: KeptFigures] = [:]
        while let row = try rows.next() {
            figures[try row.decode(Int64.self, forColumn: "run")] = try self.figures(of: row, endpoint)
        }
        return figures
    }

    private static func figures(of row: Row, _ endpoint: String?) throws -> KeptFigures {
        func count(_ column: String) throws -> UInt64 {
            UInt64(clamping: try row.decode(Int64.self, forColumn: column))
        }
        func clock(_ clock: Clock) throws -> [Quantile: Double] {
            var values: [Quantile: Double] = [:]
            for (quantile, column) in zip(KeptFigures.quantiles, columns(clock)) {
                values[quantile] = try row.decode(Double?.self, forColumn: column)
            }
            return values
        }
        return KeptFigures(
            endpoint: endpoint,
            sent: try count("sent"),
            failures: try count("failures"),
            times: try count("times"),
            serviceTime: try clock(.serviceTime),
            responseTime: try clock(.responseTime)
        )
    }

    private enum Clock: String {
        case serviceTime = "service"
        case responseTime = "response"
    }

    /// The columns of a clock, by quantile: `service_p50`, …, `service_p999`.
    private static func columns(_ clock: Clock) -> [String] {
        KeptFigures.quantiles.map { "\(clock.rawValue)_\($0.rawValue.filter { $0 != "." })" }
    }
}
