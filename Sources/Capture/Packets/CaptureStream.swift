import CPcap
import Glibc

/// An input as a C stream, which is what libpcap reads from.
///
/// It goes through glibc's `fopencookie`, so that a gzipped capture and a pipe are read as a file is, and `ftello` says how
/// far libpcap has come.
enum CaptureStream {
    /// One read of libpcap's takes a packet; this is how much is fetched at a time.
    private static let bufferSize = 256 << 10

    /// A stream over an input, which it keeps alive until it is closed.
    static func open(_ input: Input) -> UnsafeMutablePointer<FILE>? {
        let cookie = Unmanaged.passRetained(input)
        let functions = spammer_stream_functions(read: read, write: nil, seek: seek, close: close)
        guard let stream = spammer_open_stream(cookie.toOpaque(), "r", functions) else {
            cookie.release()
            return nil
        }
        setvbuf(stream, nil, _IOFBF, bufferSize)
        return stream
    }

    private static let read: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, Int) -> Int = {
        cookie,
        buffer,
        count in
        guard let cookie, let buffer else { return -1 }
        let input = Unmanaged<Input>.fromOpaque(cookie).takeUnretainedValue()
        return input.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
    }

    /// Tells the position, and moves nowhere.
    private static let seek: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<Int64>?, CInt) -> CInt = {
        cookie,
        offset,
        whence in
        guard let cookie, let offset, whence == SEEK_CUR, offset.pointee == 0 else { return -1 }
        let input = Unmanaged<Input>.fromOpaque(cookie).takeUnretainedValue()
        offset.pointee = Int64(clamping: input.position)
        return 0
    }

    private static let close: @convention(c) (UnsafeMutableRawPointer?) -> CInt = { cookie in
        if let cookie { Unmanaged<Input>.fromOpaque(cookie).release() }
        return 0
    }
}
