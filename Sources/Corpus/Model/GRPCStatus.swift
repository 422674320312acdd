/// How a call of gRPC ended: the number in `grpc-status` (gRPC over HTTP/2, "Responses"; the numbers are those of
/// `google.rpc.Code`).
public struct GRPCStatus: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The number; 0 is success.
    public let code: UInt8

    /// A status of its number.
    public init(code: UInt8) {
        self.code = code
    }

    /// The call succeeded.
    public static let ok = GRPCStatus(code: 0)

    /// It failed, and did not tell how in a way that can be read.
    public static let unknown = GRPCStatus(code: 2)

    private static let names = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]

    /// Its name, `UNAVAILABLE`; the number where it has none.
    public var description: String {
        Int(code) < Self.names.count ? Self.names[Int(code)] : "\(code)"
    }
}
