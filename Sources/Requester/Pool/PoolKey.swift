/// Which connections a request may go over.
struct PoolKey: Hashable {
    /// Where it goes.
    let origin: Origin
    /// Whose connection it is; 0 for those that all requests to the origin share.
    let connection: UInt64
}
