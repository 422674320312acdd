import Corpus
import Testing

@testable import Report

@Suite("Advice for the next recording")
struct RecordingAdviceTests {
    private static func provenance(_ kind: String = "pcap", _ change: (inout RecordingAccount) -> Void) -> Provenance {
        var provenance = Provenance()
        provenance.sources = [.init(name: kind == "live" ? "eth0" : "a b.pcap", kind: kind)]
        provenance.account.streams.total = 10
        provenance.account.packets.total = 100
        provenance.account.packets.tcp = 100
        provenance.account.bytes.total = 1000
        change(&provenance.account)
        return provenance
    }

    private static func commands(_ provenance: Provenance) -> [String] {
        RecordingAdvice(provenance).pieces.map(\.command)
    }

    @Test("is none where nothing is missing, or next to nothing")
    func nothing() {
        #expect(Self.commands(Provenance()) == [])
        #expect(Self.commands(Self.provenance { _ in }) == [])
        #expect(
            Self.commands(
                Self.provenance {
                    $0.bytes.total = 10_000_000
                    $0.bytes.lostInGaps = 100
                }
            ) == []
        )
    }

    @Test("names the servers whose keys are missing, and the command that takes them")
    func keys() throws {
        var provenance = Self.provenance {
            $0.events["tls.noKey"] = 6
            $0.serversWithoutKey = ["a.test": 1, "b.test": 4, "(not told)": 1]
        }
        provenance.filters = ["filter: tcp port 443", "port: 443"]
        let piece = try #require(RecordingAdvice(provenance).pieces.first)
        #expect(piece.problem.hasPrefix("6 streams of TLS with b.test, a.test have no keys."))
        #expect(
            piece.command
                == "spammer record 'a b.pcap' --filter 'tcp port 443' --port 443 --keylog keys.txt -o again.corpus"
        )
    }

    @Test("takes names of files and filters as words: no part of a command, and nothing that steers a terminal")
    func hostileNames() throws {
        var provenance = Self.provenance { $0.events["tls.noKey"] = 6 }
        provenance.sources = [.init(name: "a;rm -rf ~'$(id)\u{1B}[2J.pcap", kind: "pcap")]
        provenance.filters = ["filter: tcp' port 443"]
        let piece = try #require(RecordingAdvice(provenance).pieces.first)
        #expect(
            piece.command
                == "spammer record 'a;rm -rf ~'\\''$(id)\u{FFFD}[2J.pcap' --filter 'tcp'\\'' port 443' --keylog keys.txt "
                + "-o again.corpus"
        )
    }

    @Test("puts what is missing most first")
    func order() {
        let commands = Self.commands(
            Self.provenance("live") {
                $0.packets.droppedByKernel = 900
                $0.events["tls.noKey"] = 1
                $0.packets.cut = 30
            }
        )
        #expect(
            commands == [
                "spammer record --interface eth0 --filter 'tcp port 80' -o again.corpus",
                "tcpdump -i eth0 -s 0 -w again.pcap 'tcp port 80'",
                "spammer record --interface eth0 --keylog keys.txt -o again.corpus",
            ]
        )
    }

    @Test("tells a capture of one direction from one that ends in the middle of things")
    func oneDirection() {
        let few = Self.provenance {
            $0.messages = MessageAccount()
            $0.messages.requests = 10
            $0.messages.paired = 9
            $0.messages.responses = 9
            $0.messages.requestsWithoutResponse = 1
        }
        #expect(Self.commands(few) == [])
        let one = Self.provenance {
            $0.messages.requests = 10
            $0.messages.requestsWithoutResponse = 10
        }
        #expect(Self.commands(one) == ["tcpdump -i any -w again.pcap 'tcp port 80'"])
    }
}
