import Corpus

@testable import Capture

extension Recording {
    /// Records a capture of libpcap's own format on one thread.
    init(alone bytes: [UInt8], _ change: (inout RecorderOptions) -> Void = { _ in }) throws {
        var options = RecorderOptions(inputs: [])
        change(&options)
        let reader = try PcapReader(Input(name: "alone", PrefixedSource(bytes, then: EmptySource())), filter: nil)
        var recorder = CaptureRecorder(options: options, firstConnection: 1)
        var exchanges: [Exchange] = []
        try reader.forEachPacket {
            false
        } _: { time, packet, linkType, isFiltered in
            let decoder = linkType.map { PacketDecoder(linkType: $0) }
            try recorder.receive(packet, at: time, by: decoder, isFiltered: isFiltered) { exchanges.append($0) }
        }
        try recorder.finish { exchanges.append($0) }
        provenance = Provenance()
        provenance.account = recorder.account
        self.exchanges = exchanges
    }
}
