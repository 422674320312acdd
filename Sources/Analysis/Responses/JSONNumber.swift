/// A number of JSON by its value, however it is written: `1`, `1.0` and `10e-1` are one, and no digit is lost.
struct JSONNumber: Equatable {
    private let isNegative: Bool
    /// The digits from the first to the last that is not 0.
    private let digits: [UInt8]
    /// The power of ten that the digits, as a whole number, are taken times.
    private let exponent: Int

    /// A number as it is written; one that is none gives some number.
    init(_ text: ArraySlice<UInt8>) {
        var digits: [UInt8] = []
        var exponent = 0
        var isFraction = false
        var rest = text
        let isNegative = rest.first == UInt8(ascii: "-")
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent += Self.exponent(rest)
                rest = []
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
                if isFraction { exponent -= 1 }
            default: continue
            }
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
        self.isNegative = isNegative && !digits.isEmpty
    }

    /// Past a million the numbers are of no use to anybody, and their sums stay far from overflow.
    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        var value = 0
        for byte in text where byte &- 0x30 < 10 { value = min(value * 10 + Int(byte - 0x30), 1_000_000) }
        return isNegative ? -value : value
    }
}
