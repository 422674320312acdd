import Foundation
import Report
import Testing

@Suite("The colours of a page")
struct PagePaletteTests {
    /// Contrast by WCAG 2.2, "contrast ratio" and "relative luminance".
    private static func contrast(_ left: String, _ right: String) -> Double {
        func luminance(_ hexadecimal: String) -> Double {
            let number = Int(hexadecimal, radix: 16) ?? 0
            let parts = [number >> 16 & 255, number >> 8 & 255, number & 255].map { part in
                let value = Double(part) / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        let (one, other) = (luminance(left), luminance(right))
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    @Test("The measure is the standard's")
    func measure() {
        #expect(abs(Self.contrast("000000", "ffffff") - 21) < 0.001)
        #expect(abs(Self.contrast("777777", "ffffff") - 4.48) < 0.01)
    }

    @Test("Text and marks stand out from every surface, in both themes", arguments: PagePalette.colors)
    func contrast(_ color: PagePalette.Color) {
        let least: Double
        switch color.use {
        case .surface, .hint: return
        case .text: least = 4.5
        case .mark: least = 3
        }
        for surface in PagePalette.colors where surface.use == .surface {
            #expect(Self.contrast(color.light, surface.light) >= least, "\(color.name) on light \(surface.name)")
            #expect(Self.contrast(color.dark, surface.dark) >= least, "\(color.name) on dark \(surface.name)")
        }
    }

    @Test("Each shade of a heat map is told from the next, and goes one way")
    func heat() {
        for (before, after) in zip(PagePalette.heat, PagePalette.heat.dropFirst()) {
            #expect(Self.contrast(before.light, after.light) > 1.2)
            #expect(Self.contrast(before.dark, after.dark) > 1.2)
            #expect(Self.contrast(before.light, "ffffff") < Self.contrast(after.light, "ffffff"))
            #expect(Self.contrast(before.dark, "000000") < Self.contrast(after.dark, "000000"))
        }
    }
}
