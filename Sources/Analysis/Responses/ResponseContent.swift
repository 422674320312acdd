/// What is known of a response, recorded or replayed, as far as the two are compared.
package struct ResponseContent: Sendable {
    /// The status code.
    package var status: UInt16
    /// The values of the header fields that are compared, in their order; nil where fields are not known.
    package var headers: [String?]?
    /// `Content-Encoding` in lower case; empty where there is none, or fields are not known.
    package var coding = ""
    /// The whole body with its content coding; nil where it is not kept.
    package var body: [UInt8]?
    /// Bytes of the body as they were sent; nil where that is not known.
    package var size: UInt64?
    /// CRC-32 of these bytes; nil where that is not known.
    package var digest: UInt32?
    /// Whether the body that is kept is not the one that the digest is of, as it was redacted.
    package var isRedacted = false

    /// A response of which nothing is known but its status.
    package init(status: UInt16) {
        self.status = status
    }

    /// Whether a body is byte for byte that of another response, as far as size and digest tell; false where they do not.
    package func hasSameDigest(as other: ResponseContent) -> Bool {
        guard let digest, let size else { return false }
        return digest == other.digest && size == other.size
    }
}

/// What came of a response that was compared.
package enum ComparedResponse: Sendable, Hashable {
    /// Why nobody can say whether a response is the recorded one.
    package enum Obstacle: String, Sendable, Hashable, CaseIterable {
        /// No whole response came.
        case failed
        /// The recording has no whole response.
        case notRecorded = "not_recorded"
        /// The recording has neither the body nor its digest, as a log or an archive of another tool.
        case noDigest = "no_digest"
        /// Its bytes differ, and fields that do not count may be all that does: one of the bodies is not there to look.
        case bodyNotKept = "body_not_kept"
        /// The recorded body was redacted, and the replayed one is not what was there before; or a recorded header field was.
        case redacted
        /// Its bytes differ, as those of identical recorded requests do.
        case noise
        /// Its bytes differ, and what they hold cannot be read: another content coding, damage, or too large.
        case coding
        /// Comparing did not keep up with the replay.
        case behind
    }

    /// All that is compared is the same, or does not count.
    case equal
    /// Fields that differ.
    case different([FieldDifference])
    /// Nobody can say.
    case notComparable(Obstacle)
}
