import SpammerKit

/// Why a file could not be read or written, in the system's own words: `No such file or directory`.
func systemReason(of error: any Error) -> String {
    SystemReason(error).description
}
