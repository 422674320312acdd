import Foundation
import History
import TestSupport
import Testing

@Suite("The revision that a run is noted with")
struct WorkingRevisionTests {
    private let folder: TemporaryFolder
    private let revision = String(repeating: "ab12", count: 10)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ name: String, _ text: String) throws {
        let parent = URL(filePath: folder.file(name)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try folder.write(name, Array(text.utf8))
    }

    @Test("A branch, from a folder below")
    func branch() throws {
        try write(".git/HEAD", "ref: refs/heads/main\n")
        try write(".git/refs/heads/main", revision + "\n")
        try write("service/src/x", "")
        #expect(WorkingRevision.read(from: folder.file("service/src")) == revision)
    }

    @Test("A revision without a branch, as CI checks out")
    func detached() throws {
        try write(".git/HEAD", revision)
        #expect(WorkingRevision.read(from: folder.path) == revision)
    }

    @Test("A branch that was packed")
    func packed() throws {
        try write(".git/HEAD", "ref: refs/heads/main\n")
        let other = String(repeating: "0", count: 40)
        try write(
            ".git/packed-refs",
            "# pack-refs with: peeled\n\(other) refs/heads/mai\n\(revision) refs/heads/main\n"
        )
        #expect(WorkingRevision.read(from: folder.path) == revision)
    }

    @Test("A second worktree has a HEAD of its own, and the branches of the first")
    func worktree() throws {
        try write("first/.git/refs/heads/next", revision)
        try write("first/.git/worktrees/second/HEAD", "ref: refs/heads/next")
        try write("first/.git/worktrees/second/commondir", "../..\n")
        try write("second/.git", "gitdir: \(folder.file("first/.git/worktrees/second"))\n")
        #expect(WorkingRevision.read(from: folder.file("second")) == revision)
    }

    @Test(
        "What is no revision is none",
        arguments: [
            "", "ref: refs/heads/gone", "ref: ../../secret", "ref: refs/heads/../../../secret", "not hexadecimal",
        ]
    )
    func none(_ head: String) throws {
        try write("secret", revision)
        try write(".git/HEAD", head)
        try write(".git/refs/heads/loop", "ref: refs/heads/loop")
        #expect(WorkingRevision.read(from: folder.path) == nil)
    }
}
