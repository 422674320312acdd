import Requester

@testable import Analysis
@testable import Capture
@testable import Corpus
@testable import History
@testable import Report
@testable import SpammerCLI
@testable import SpammerKit
@testable import StandIn

/// One of every error that a person may meet, as it would come: with names of files and the words of the system in it.
///
/// ErrorMessageTests holds the list to the sources: an error that is not here is found there.
enum CollectedErrors {
    /// An error, and the name that its declaration gives it; of an enumeration, of a case.
    struct Collected: Sendable {
        let name: String
        let error: any Error & Sendable

        init(_ name: String, _ error: any Error & Sendable) {
            self.name = name
            self.error = error
        }
    }

    static let all = corpus + capture + requester + kit + replay + analysis + commands

    private static let corpus: [Collected] = [
        .init("CorpusError.file", CorpusError.file(path: "a.corpus", problem: "Permission denied")),
        .init(
            "CorpusError.stopped",
            CorpusError.stopped(path: "a.corpus", problem: "No space left on device", kept: ["a.corpus"], exchanges: 12)
        ),
        .init("CorpusError.exists", CorpusError.exists(path: "a.corpus")),
        .init("CorpusError.unfinished", CorpusError.unfinished(path: "a.corpus")),
        .init("CorpusError.notACorpus", CorpusError.notACorpus(path: "shop.pcap")),
        .init("CorpusError.version", CorpusError.version(path: "a.corpus", found: 9)),
        .init(
            "CorpusError.damaged",
            CorpusError.damaged(
                path: "a.corpus",
                block: 3,
                offset: 900,
                exchanges: nil,
                problem: "its checksum is wrong"
            )
        ),
        .init(
            "CorpusError.damagedHeader",
            CorpusError.damagedHeader(path: "a.corpus", problem: "its checksum is wrong")
        ),
        .init("CorpusError.sealed", CorpusError.sealed(path: "a.corpus")),
        .init("CorpusError.wrongKey", CorpusError.wrongKey(path: "a.corpus")),
        .init("CorpusError.notSealed", CorpusError.notSealed(path: "a.corpus")),
        .init("CorpusError.tooLarge", CorpusError.tooLarge(bytes: 1 << 33, limit: 1 << 30)),
        .init("CorpusError.compression", CorpusError.compression),
        .init("RedactionRulesError", RedactionRulesError(description: "line 2: ( is no regular expression")),
        .init("HARProblem.notHTTP", HARProblem.notHTTP),
        .init("HARProblem.member", HARProblem.member("request.method", "")),
    ]

    private static let capture: [Collected] = [
        .init("RecordingError.input", RecordingError.input(name: "a.pcap", problem: "No such file or directory")),
        .init("RecordingError.unknownKind", RecordingError.unknownKind(name: "a", start: "it begins with 'garbage'")),
        .init("RecordingError.capture", RecordingError.capture(name: "a.pcap", problem: "truncated dump file")),
        .init("RecordingError.filter", RecordingError.filter("tcp prt", problem: "syntax error in filter expression")),
        .init("RecordingError.linkType", RecordingError.linkType(name: "a.pcap", linkType: "IEEE802_11")),
        .init(
            "RecordingError.interface",
            RecordingError.interface(name: "eth9", problem: "No such device exists", known: ["eth0", "lo"])
        ),
        .init(
            "RecordingError.badLines",
            RecordingError.badLines(name: "a.log", count: 1001, limit: 1000, first: "line 1: no JSON")
        ),
        .init("LogMapError", LogMapError("time is missing")),
        .init("SourceFault.system", SourceFault.system("Input/output error")),
        .init("SourceFault.gzipCutOff", SourceFault.gzipCutOff(at: 900)),
        .init("SourceFault.gzipDamaged", SourceFault.gzipDamaged(at: 900)),
        .init("EntryProblem.unknownLog", EntryProblem.unknownLog),
        .init("EntryProblem.notALB", EntryProblem.notALB),
    ]

    private static let requester: [Collected] = [
        .init("RequestFailure", RequestFailure.timeout(.firstByte)),
        .init(
            "InvalidOption",
            InvalidOption("expected an address of this machine, such as 10.0.0.2, and this is none: x")
        ),
    ]

    private static let kit: [Collected] = [
        .init("SpamRunError.rate", SpamRunError.rate(-1)),
        .init("SpamRunError.runtime", SpamRunError.runtime(.nan)),
        .init("SpamRunError.speed", SpamRunError.speed(0)),
        .init("SpamRunError.ranBefore", SpamRunError.ranBefore),
        .init("RequestError.url", RequestError.url("ftp://a")),
        .init("RequestError.method", RequestError.method("GET /")),
        .init("RequestError.header", RequestError.header("X-A\n")),
        .init("RequestError.framing", RequestError.framing("Content-Length")),
        .init("OutputFileError", OutputFileError(path: "result.json", problem: "Permission denied")),
    ]

    private static let replay: [Collected] = [
        .init("ReplayError.noRequest", ReplayError.noRequest),
        .init("ReplayError.unreadable", ReplayError.unreadable("a.corpus: block 3 is damaged")),
        .init("ReplayError.empty", ReplayError.empty("a.corpus")),
        .init("ReplayError.notCorrelated", ReplayError.notCorrelated("shop.corpus")),
        .init("ReplayError.recordedOrigin", ReplayError.recordedOrigin("http://prod", "prod")),
        .init("ReplayTargetError.none", ReplayTargetError.none),
        .init("ReplayTargetError.url", ReplayTargetError.url("ftp://a")),
        .init("ReplayTargetError.host", ReplayTargetError.host("a/b")),
        .init("ReplayTargetError.second", ReplayTargetError.second("http://a", "http://b")),
        .init("ReplayTargetError.twice", ReplayTargetError.twice("api.prod")),
        .init("HeaderChangeError.noColon", HeaderChangeError.noColon("Accept")),
        .init("HeaderChangeError.name", HeaderChangeError.name("A B")),
        .init("HeaderChangeError.lineBreak", HeaderChangeError.lineBreak("a\nb")),
        .init("HeaderChangeError.framing", HeaderChangeError.framing("Content-Length")),
        .init("HeaderChangeError.host", HeaderChangeError.host),
        .init("TargetRewriteError.noArrow", TargetRewriteError.noArrow("^/v1/")),
        .init("TargetRewriteError.expression", TargetRewriteError.expression("(", "expected ')'")),
        .init("ShardEnvironmentError.noCount", ShardEnvironmentError.noCount("SLURM_ARRAY_TASK_ID", "3")),
        .init("ShardEnvironmentError.unusable", ShardEnvironmentError.unusable("SLURM_ARRAY_TASK_ID is x")),
        .init("ExecError", ExecError(command: "./rewrite.py", problem: .ended("with status 1"), answers: 7)),
        .init("ExecError", ExecError(command: "./rewrite.py", problem: .garbage("starting\n"), answers: 0)),
        .init("LiveServerError", LiveServerError(address: "127.0.0.1:80", problem: "Permission denied")),
        .init("StandInError", StandInError(address: "127.0.0.1:80", problem: "Permission denied")),
        .init("HistoryError.missing", HistoryError.missing(path: "history.sqlite")),
        .init("HistoryError.newer", HistoryError.newer(path: "history.sqlite")),
        .init(
            "HistoryError.unusable",
            HistoryError.unusable(path: "history.sqlite", problem: "unable to open database file")
        ),
        .init("HistoryError.damagedRun", HistoryError.damagedRun(id: 7, problem: "it is not JSON")),
        .init("HistoryError.noSuchRun", HistoryError.noSuchRun("v9", path: "history.sqlite", labels: [])),
        .init(
            "HistoryError.ambiguous",
            HistoryError.ambiguous("v9", labels: ["branch=v9", "release=v9"].compactMap { RunLabel($0) })
        ),
    ]

    private static let analysis: [Collected] = [
        .init("ThresholdError", ThresholdError(Array("p99 =< 3"), at: 4, expected: "expected <=, <, >= or >")),
        .init("IgnoreRuleError", IgnoreRuleError(Array("$.a[3]"), at: 4, expected: "expected [*]")),
        .init("Fault", ThresholdFile.Fault(description: "expected thresholds: and a list")),
        .init("Fault", ShardSet.Fault("run-3-of-8.json: no JSON")),
        .init("SummaryError.notJSON", SummaryError.notJSON),
        .init("SummaryError.notASummary", SummaryError.notASummary),
        .init("SummaryError.newer", SummaryError.newer(version: 9)),
        .init("SummaryError.damaged", SummaryError.damaged(path: "endpoints[3].latency", problem: "it is missing")),
        .init("SummaryError.unwritable", SummaryError.unwritable("a number is not finite")),
        .init("BenchmarkError.tooLong", BenchmarkError.tooLong(bytes: 2_000_000, limit: Benchmark.sizeLimit)),
        .init("BenchmarkError.notABenchmark", BenchmarkError.notABenchmark),
        .init("BenchmarkError.newer", BenchmarkError.newer(version: 9)),
        .init("BenchmarkError.damaged", BenchmarkError.damaged("it has no figures")),
        .init("ShardError.none", ShardError.none(["run-3-of-8.json: no JSON"])),
        .init("ShardError.whole", ShardError.whole("result.json")),
        .init("ShardError.otherCount", ShardError.otherCount("run-1-of-4.json", "1 of 4", 8)),
        .init("ShardError.noPart", ShardError.noPart("run-1-of-4.json", "1 of 0")),
        .init("ShardError.otherRun", ShardError.otherRun("a.json", "b.json", "they are of two corpora")),
    ]

    private static let commands: [Collected] = [
        .init("CommandError", CommandError("cannot write page.html: Permission denied")),
        .init("UserError", UserError(user: "nobody1", problem: "there is no such user")),
    ]
}
