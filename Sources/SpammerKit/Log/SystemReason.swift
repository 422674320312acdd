import Foundation

/// Why the system did not do what it was asked to, without what Foundation says around it.
package struct SystemReason: CustomStringConvertible {
    /// In the system's own words: `No such file or directory`.
    package let description: String

    /// The reason of an error of a file's.
    package init(_ error: any Error) {
        var reason = error as NSError
        while let underlying = reason.userInfo[NSUnderlyingErrorKey] as? any Error { reason = underlying as NSError }
        description =
            if reason.domain == NSPOSIXErrorDomain, let code = Int32(exactly: reason.code) {
                String(cString: strerror(code))
            } else {
                reason.localizedDescription
            }
    }
}
