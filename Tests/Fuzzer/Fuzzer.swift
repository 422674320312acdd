import FuzzTargets
import Glibc

/// The target that this process fuzzes, by the name in `SPAMMER_FUZZ_TARGET`.
private let target: FuzzTarget = {
    let name = getenv("SPAMMER_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        print("SPAMMER_FUZZ_TARGET is '\(name)'; it has to be one of \(known)")
        exit(2)
    }
    return target
}()

/// What libFuzzer calls with each input that it makes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
