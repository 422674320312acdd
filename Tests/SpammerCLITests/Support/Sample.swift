import Foundation

/// The sample capture of the repository.
enum Sample {
    /// Its path.
    static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../samples/shop.pcap.gz").standardizedFileURL.path

    /// The requests in it.
    static let count = 484
}
