import Foundation

/// Why a file could not be read or written, in the system's own words: `No such file or directory`.
func systemReason(of error: any Error) -> String {
    var reason = error as NSError
    while let underlying = reason.userInfo[NSUnderlyingErrorKey] as? any Error { reason = underlying as NSError }
    guard reason.domain == NSPOSIXErrorDomain, let code = Int32(exactly: reason.code) else {
        return reason.localizedDescription
    }
    return String(cString: strerror(code))
}
