/// Finding the blocks of a file whose footer is missing or damaged.
extension CorpusFile {
    /// The first bytes of every member, up to its kind.
    private static let magic: [UInt8] = Array(
        Member(kind: .block, length: 0, contentLength: 0, count: 0).encoded.prefix(17)
    )

    /// Bytes that are looked through at once.
    private static let step = 1 << 20

    /// The blocks from an offset on, one behind the other.
    ///
    /// Where something else lies between two members, that is an entry too, which cannot be read: a damaged block. Its
    /// count is 0 where nothing tells how many exchanges it held. Bytes after the last whole member are no entry, as a
    /// recording that was killed leaves them.
    func walk(from start: UInt64) -> [BlockEntry] {
        var entries: [BlockEntry] = []
        var offset = start
        while offset < size {
            let member = whole(at: offset)
            if let member, member.kind == .block {
                entries.append(Self.entry(offset, member.length, member.count))
                offset += member.length
                continue
            }
            // The footer and the end are the last ones; a block after them says that they are none.
            guard let next = nextMember(after: offset), whole(at: next)?.kind == .block || member == nil,
                !isFooter(from: offset, to: next)
            else { break }
            let claim = self.member(at: offset)
            entries.append(Self.entry(offset, next - offset, claim?.kind == .block ? claim?.count : nil))
            offset = next
        }
        return entries
    }

    /// The offset of the next member that could be whole, after an offset; nil where there is none.
    func nextMember(after offset: UInt64) -> UInt64? {
        var place = offset + 1
        while place < size {
            guard let bytes = try? read(at: place, count: Self.step + Self.magic.count), !bytes.isEmpty else {
                return nil
            }
            var index = 0
            while index + Self.magic.count <= bytes.count {
                guard let found = bytes[index...].firstIndex(of: Self.magic[0]) else { break }
                index = found + 1
                guard bytes[found...].starts(with: Self.magic), whole(at: place + UInt64(found)) != nil else {
                    continue
                }
                return place + UInt64(found)
            }
            place += UInt64(Self.step)
        }
        return nil
    }

    private static func entry(_ offset: UInt64, _ length: UInt64, _ count: UInt32?) -> BlockEntry {
        let unknown = Timestamp(nanoseconds: 0)
        return BlockEntry(offset: offset, length: length, count: Int(count ?? 0), first: unknown, last: unknown)
    }

    /// The head of a member that the file has all bytes of, as far as its head and its trailer tell the same length.
    private func whole(at offset: UInt64) -> Member? {
        guard let member = member(at: offset) else { return nil }
        if member.kind == .end { return size - offset == UInt64(Member.endLength) ? member : nil }
        let least = UInt64(Member.headLength + Member.trailerLength)
        guard member.length >= least, member.length <= size - offset,
            let tail = try? read(at: offset + member.length - 4, count: 4),
            Member.number(tail[...]) == UInt64(member.contentLength)
        else { return nil }
        return member
    }

    /// Whether what lies between two offsets is the footer, as the end behind it says.
    private func isFooter(from offset: UInt64, to next: UInt64) -> Bool {
        guard let end = member(at: next), end.kind == .end else { return false }
        return end.length == offset
    }
}
