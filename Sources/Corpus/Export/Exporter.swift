/// Writes exchanges in another form, one after the other.
package protocol Exporter {
    /// What goes before the first exchange.
    mutating func begin(_ output: inout [UInt8])

    /// Adds an exchange.
    mutating func append(_ exchange: Exchange, to output: inout [UInt8]) throws

    /// What goes behind the last exchange.
    mutating func end(_ output: inout [UInt8])
}

extension Exporter {
    package mutating func begin(_ output: inout [UInt8]) {}
    package mutating func end(_ output: inout [UInt8]) {}
}

extension JSONLinesExporter: Exporter {}
extension RawExporter: Exporter {}
