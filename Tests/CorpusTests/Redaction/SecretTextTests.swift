import Testing

@testable import Corpus

@Suite("Text that must not be shown")
struct SecretTextTests {
    @Test(
        "is what redaction would replace",
        arguments: [
            ("ann@example.com", true), ("/cb?token=abc", true), ("/cb?page=2", false), ("desk lamp", false),
            ("2026-11-28T12:00:00Z", false), ("4111111111111111", true), ("1764331200000", false), ("", false),
            (#"{"password":"x9"}"#, true), (#"{"name":"x9"}"#, false), ("a=b&c=d", false),
        ]
    )
    func secrets(_ text: String, _ isSecret: Bool) {
        #expect(SecretText.holdsSecret(Array(text.utf8)[...]) == isSecret)
    }

    @Test(
        "A member's name is data where it is an address, a token or a long number",
        arguments: [
            ("ann@example.com", true), ("4711001", true), ("550e8400-e29b-41d4-a716-446655440000", true),
            ("u_84f0c2a99b1d", true), ("oauth2_client", false), ("address_line_1", false), ("line1_text2", false),
            ("2024", false), ("2026-11-28", false), ("customerShippingAddress2", false), ("sha256sum", false),
            ("utf8mb4_bin", false), ("ipv4_to_ipv6", false), ("日本語のなまえ", false), ("", false),
            ("text/html; charset=utf-8", false),
        ]
    )
    func names(_ name: String, _ isData: Bool) {
        #expect(SecretText.isData(name: Array(name.utf8)[...]) == isData)
    }
}
