import TestSupport
import Testing

@testable import Corpus

@Suite("A member of a corpus")
struct MemberTests {
    private let content = Array("some content, some content".utf8)

    private func decoded(_ bytes: [UInt8]) throws -> [UInt8] {
        try MemberDecoder().content(of: Member(bytes[...]), in: bytes)
    }

    @Test("gives back its content", arguments: [0, 1, 1000, 3_000_000])
    func roundTrip(_ size: Int) throws {
        var random = SeededGenerator(seed: UInt64(size))
        let content = (0..<size).map { _ in UInt8.random(in: 0..<16, using: &random) }
        let bytes = try MemberEncoder().member(.block, content: content, count: 7)
        let member = try Member(bytes[...])
        #expect(member == Member(kind: .block, length: UInt64(bytes.count), contentLength: UInt32(size), count: 7))
        #expect(try decoded(bytes) == content)
    }

    @Test("has a head of 34 bytes in the order that FORMAT.md gives")
    func head() {
        let member = Member(
            kind: .footer,
            length: 0x0102_0304_0506_0708,
            contentLength: 0x0A0B_0C0D,
            count: 0x0E0F_1011
        )
        let expected: [UInt8] =
            [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, 22, 0, 0x53, 0x43, 18, 0, 1, 2]
            + [8, 7, 6, 5, 4, 3, 2, 1] + [0x0D, 0x0C, 0x0B, 0x0A] + [0x11, 0x10, 0x0F, 0x0E]
        #expect(member.encoded == expected)
        #expect(member.encoded.count == Member.headLength)
    }

    @Test("is refused or read as it was when one of its bytes is another")
    func flips() throws {
        let bytes = try MemberEncoder().member(.block, content: content, count: 7)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                guard let found = try? decoded(changed) else { continue }
                // The kind, the length and the count are the index's to check; the content is none other.
                #expect(found == content, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("is refused when it is cut off")
    func cuts() throws {
        let bytes = try MemberEncoder().member(.block, content: content)
        let member = try Member(bytes[...])
        for length in 0..<bytes.count {
            #expect(throws: MemberDecoder.Fault.self) {
                try MemberDecoder().content(of: member, in: Array(bytes.prefix(length)))
            }
        }
    }

    @Test("that claims more content than deflate can make of its bytes takes no memory for it")
    func bomb() throws {
        var bytes = try MemberEncoder().member(.block, content: content)
        let claim = Member(kind: .block, length: UInt64(bytes.count), contentLength: 200 << 20, count: 1)
        bytes.replaceSubrange(0..<Member.headLength, with: claim.encoded)
        #expect(throws: MemberDecoder.Fault.length) { try decoded(bytes) }
    }

    @Test("of another version is named as such, and what is none is not taken for one")
    func versions() throws {
        var head = Member(kind: .header, length: 50, contentLength: 0, count: 0).encoded
        head[16] = 9
        #expect(throws: Member.Fault.version(9)) { try Member(head[...]) }
        #expect(throws: Member.Fault.notACorpus) { try Member(head.prefix(33)) }
        #expect(throws: Member.Fault.notACorpus) { try Member([UInt8](repeating: 0, count: 34)[...]) }
        head[16] = 1
        head[17] = 4
        #expect(throws: Member.Fault.malformed) { try Member(head[...]) }
    }

    @Test("the end has the footer's place, and is gzip of nothing")
    func end() throws {
        let bytes = MemberEncoder.end(footer: 12_345)
        #expect(bytes.count == Member.endLength)
        #expect(try Member(bytes[...]).length == 12_345)
        #expect(try decoded(bytes) == [])
    }
}
