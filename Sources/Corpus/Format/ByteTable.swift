import Glibc

/// Byte strings that are kept once, each with the number of its first coming.
///
/// A hash table with open addressing over one buffer: looking up a string that is there allocates and copies nothing. A
/// corpus looks up five strings an exchange, so this is most of what writing one costs.
struct ByteTable {
    /// All strings, back to back.
    private(set) var storage: [UInt8] = []
    /// The end of each string in `storage`.
    private(set) var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// What hashes begin with: nobody who sends requests to be recorded can make many that collide.
    ///
    /// Numbers are given in the order of
    /// coming, so that what is written depends on no hash.
    private let seed = UInt64.random(in: .min ... .max)
    /// Index + 1 of a string, or 0; a power of two of them, at least half of them 0.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    /// How many different strings there are.
    var count: Int { ends.count }

    /// The index of a string that is there; nil for one that is not.
    func find(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let slot = slot(of: bytes, hash: hash(bytes))
        return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
    }

    /// The index of a string, which is added if it is new.
    mutating func index(of bytes: UnsafeRawBufferPointer) -> Int {
        let hash = hash(bytes)
        let slot = slot(of: bytes, hash: hash)
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        storage.append(contentsOf: bytes)
        ends.append(storage.count)
        hashes.append(hash)
        slots[slot] = UInt32(truncatingIfNeeded: ends.count)
        if ends.count * 2 > slots.count { grow() }
        return ends.count - 1
    }

    /// The index of a string, which is added if it is new.
    mutating func index(of bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { index(of: $0) }
    }

    /// Where a string lies in ``storage``.
    func range(at index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Forgets all strings and keeps the memory.
    mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    /// The slot that holds a string, or the empty one where it would be put.
    private func slot(of bytes: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash, equals(bytes, at: index) { break }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func equals(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
        let range = range(at: index)
        guard range.count == bytes.count else { return false }
        guard let other = bytes.baseAddress else { return true }
        return storage.withUnsafeBytes { all in
            // Within the storage, as the subscript checks.
            guard let known = UnsafeRawBufferPointer(rebasing: all[range]).baseAddress else { return true }
            // Both have as many bytes as are compared.
            return memcmp(known, other, bytes.count) == 0
        }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(truncatingIfNeeded: index + 1)
        }
    }

    /// Eight bytes at a time, multiplied and folded.
    ///
    /// It only spreads: equal hashes are compared.
    private func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset &+ 8 <= bytes.count {
            hash = Self.mix(hash ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset &+= 8
        }
        var tail: UInt64 = 0
        while offset < bytes.count {
            tail = tail << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        return Self.mix(hash ^ tail)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return high ^ low
    }
}
