// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Checkout",
    dependencies: [.package(name: "spammer", path: "../..")],
    targets: [
        .executableTarget(name: "Checkout", dependencies: [.product(name: "SpammerKit", package: "spammer")])
    ]
)
