// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let nioSessions: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioLocks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let hpack: Target.Dependency = .product(name: "NIOHPACK", package: "swift-nio-http2")
let http2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")

/// The commit that the tools build, as `Sources/CCommit` explains; nothing but what a commit's name can have.
let commit = Context.environment["SPAMMER_COMMIT"].map { $0.filter { $0.isLetter || $0.isNumber || $0 == "-" } } ?? ""

/// The fuzzer links against libFuzzer, which has a `main` of its own; `tools/fuzz` asks for it.
let fuzzer: [Target] =
    Context.environment["SPAMMER_FUZZER"] == nil
    ? []
    : [
        .executableTarget(
            name: "Fuzzer",
            dependencies: ["FuzzTargets"],
            path: "Tests/Fuzzer",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        )
    ]

/// What `tools/bench verdict` runs; nobody else needs it built.
let proof: [Target] =
    Context.environment["SPAMMER_PROOF"] == nil
    ? []
    : [
        .executableTarget(
            name: "VerdictProof",
            dependencies: ["Analysis", "TestSupport"],
            path: "Tests/VerdictProof",
            swiftSettings: settings
        )
    ]

let package = Package(
    name: "spammer",
    products: [
        .executable(name: "spammer", targets: ["spammer"]),
        .library(name: "SpammerKit", targets: ["SpammerKit"]),
        .library(name: "Corpus", targets: ["Corpus"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CEpoll"),
        .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
        .systemLibrary(name: "CTimex"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(name: "CCommit", cSettings: [.define("SPAMMER_COMMIT", to: "\"\(commit)\"")]),
        .target(name: "LocalConnections", swiftSettings: settings),
        .target(name: "HTTPWire", dependencies: ["CZlib", hpack, nioCore], swiftSettings: settings),
        .target(
            name: "Corpus",
            dependencies: ["HTTPWire", "CZlib", crypto, heap, deque, histogram, yaml],
            exclude: ["FORMAT.md"],
            swiftSettings: settings
        ),
        .target(
            name: "Capture",
            dependencies: [
                "LocalConnections", "Corpus", "HTTPWire", "CPcap", "CZlib", crypto, cryptoExtras, deque, yaml,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Requester",
            dependencies: [
                "HTTPWire", "LocalConnections", "CEpoll", nioCore, nioPosix, nioTLS, nioSessions, hpack, http2, deque,
                heap,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Analysis",
            dependencies: ["Corpus", yaml],
            resources: [
                .embedInCode("Resources/run-summary-1.schema.json"), .embedInCode("Resources/benchmark-1.schema.json"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SpammerKit",
            dependencies: [
                "Corpus", "Requester", "Analysis", "Report", "HTTPWire", "CCommit", "CTimex", deque, heap, nioCore,
                nioPosix, logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "StandIn",
            dependencies: ["Corpus", "HTTPWire", nioCore, nioPosix, deque],
            swiftSettings: settings
        ),
        .target(name: "History", dependencies: ["Analysis", "Corpus", sqlite], swiftSettings: settings),
        .target(
            name: "Report",
            dependencies: ["Analysis", "Corpus", "HTTPWire", crypto, nioCore, nioPosix],
            resources: [
                .embedInCode("Page/Resources/page.css"), .embedInCode("Page/Resources/page.js"),
                .embedInCode("Live/Resources/live.css"), .embedInCode("Live/Resources/live.js"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SpammerCLI",
            dependencies: [
                "HTTPWire", "Corpus", "Capture", "Requester", "Analysis", "SpammerKit", "StandIn", "Report", "History",
                arguments, nioCore, signals, yaml,
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "spammer", dependencies: ["SpammerCLI"], swiftSettings: settings),
        .executableTarget(
            name: "SimpleSpammer",
            dependencies: ["SpammerKit"],
            path: "samples/SimpleSpammer",
            packageAccess: false,  // A sample sees what a stranger's package sees.
            swiftSettings: settings
        ),

        .target(
            name: "TestSupport",
            dependencies: ["Analysis", "Corpus", nioCore, nioPosix],
            path: "Tests/TestSupport",
            resources: [.embedInCode("Summaries/first-form.json")],
            swiftSettings: settings
        ),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Analysis", "Capture", "Corpus", "CZlib", "HTTPWire", "Report", "SpammerCLI", "SpammerKit",
                "TestSupport", arguments,
            ],
            path: "Tests/FuzzTargets",
            exclude: ["Found"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HouseTests",
            dependencies: ["TestSupport"],
            exclude: ["PublicSymbols.txt"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LocalConnectionsTests",
            dependencies: ["LocalConnections", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HTTPWireTests",
            dependencies: ["HTTPWire", "TestSupport", hpack, nioCore],
            swiftSettings: settings
        ),
        .testTarget(name: "CorpusTests", dependencies: ["Corpus", "HTTPWire", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "CaptureTests",
            dependencies: [
                "Capture", "Corpus", "FuzzTargets", "HTTPWire", "TestSupport", hpack, nioCore, nioTLS, nioEmbedded,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RequesterTests",
            dependencies: ["Requester", "HTTPWire", "TestSupport", nioCore, nioPosix, nioTLS, hpack, http2],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AnalysisTests",
            dependencies: ["Analysis", "Corpus", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HistoryTests",
            dependencies: ["History", "Analysis", "Corpus", "TestSupport", sqlite],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReportTests",
            dependencies: ["Report", "Analysis", "Corpus", "HTTPWire", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StandInTests",
            dependencies: ["StandIn", "Corpus", "HTTPWire", "TestSupport", nioCore, nioEmbedded],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SpammerKitTests",
            dependencies: [
                "SpammerKit", "Analysis", "Corpus", "Requester", "StandIn", "HTTPWire", "TestSupport", nioCore,
                nioPosix, nioLocks, nioEmbedded, http2, hpack,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SpammerCLITests",
            dependencies: [
                "SpammerCLI", "spammer", "Capture", "Corpus", "History", "HTTPWire", "Report", "Requester", "StandIn",
                "Analysis", "SpammerKit", "TestSupport", "CPcap", arguments, nioPosix,
            ],
            swiftSettings: settings
        ),
    ] + fuzzer + proof,
    swiftLanguageModes: [.v6]
)
