import ArgumentParser
import Capture
import Corpus
import Foundation

/// What `record` needs to capture interfaces.
struct LiveCaptureOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Capture this interface, any for all; may be given more than once.")
    var interface: [String] = []

    @Option(
        help: ArgumentHelp(
            "Take captures up as they are written into this folder, by tcpdump -G or dumpcap -b.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var follow: String?

    @Option(name: .shortAndLong, help: "End the capture after so long, 30s or 1h.")
    var duration: DurationValue?

    @Option(help: ArgumentHelp("End the capture when so many exchanges are recorded.", valueName: "n"))
    var limit: UInt64?

    @Option(help: ArgumentHelp("Become this user once the interfaces are open.", valueName: "name"))
    var user: String?

    @Option(
        help: ArgumentHelp(
            "Begin another corpus after so long (1h) or so large a one (1GB); may be given twice, once for each.",
            discussion:
                "Each file is whole, and has the time of its beginning in its name: prod-20261126T081502Z.corpus.",
            valueName: "time or size"
        )
    )
    var rotate: [RotationValue] = []

    @Flag(help: "Record what replays on this machine send, too; it is left out, and counted, otherwise.")
    var includeReplays = false

    /// When another corpus is begun; nil for never.
    var rotation: CorpusSeries.Rotation? {
        guard !rotate.isEmpty else { return nil }
        return rotate.reduce(into: CorpusSeries.Rotation()) { rotation, value in
            switch value {
            case .bytes(let bytes): rotation.bytes = bytes
            case .interval(let interval): rotation.interval = interval
            }
        }
    }

    /// A recorder's options, of these.
    func options(_ recorder: RecorderOptions) -> LiveOptions {
        var options = LiveOptions(interfaces: interface, recorder: recorder)
        options.duration = duration?.nanoseconds
        options.limit = limit
        options.includesReplays = includeReplays
        return options
    }

    /// A follower's options, of these.
    func options(_ recorder: RecorderOptions, following folder: String) -> FollowOptions {
        var options = FollowOptions(folder: folder, recorder: recorder)
        options.duration = duration?.nanoseconds
        options.limit = limit
        return options
    }

    func validate() throws {
        if interface.isEmpty, user != nil || includeReplays {
            throw ValidationError("--user and --include-replays are for --interface")
        }
        guard interface.isEmpty, follow == nil, duration != nil || limit != nil || !rotate.isEmpty else { return }
        throw ValidationError("--duration, --limit and --rotate are for --interface and --follow")
    }

    /// Becomes the user that was named, for good: the files that are made from here on are that user's.
    ///
    /// - Throws: ``UserError``.
    func dropPrivileges() throws {
        guard let user else { return }
        guard let entry = getpwnam(user) else { throw UserError(user: user, problem: "there is no such user") }
        let (id, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
        guard initgroups(user, group) == 0, setgid(group) == 0, setuid(id) == 0 else {
            throw UserError(user: user, problem: String(cString: strerror(errno)))
        }
        guard id == 0 || setuid(0) != 0 else { throw UserError(user: user, problem: "the way back was not closed") }
    }
}

/// The process cannot become a user.
struct UserError: Error, CustomStringConvertible {
    let user: String
    let problem: String

    var description: String { "cannot become \(user): \(problem)" }
}
