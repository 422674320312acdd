import CPcap

/// The link layers that can be read (https://www.tcpdump.org/linktypes.html).
enum LinkType: Sendable, Hashable {
    /// Ethernet (IEEE 802.3), `LINKTYPE_ETHERNET`.
    case ethernet
    /// BSD loopback: four bytes of address family, in the byte order of the machine that captured.
    case null
    /// OpenBSD loopback: the same, in network byte order.
    case loop
    /// Linux cooked, version 1.
    case linuxCooked
    /// Linux cooked, version 2.
    case linuxCooked2
    /// An IPv4 or IPv6 packet with nothing before it.
    case rawIP
    /// PPP, with or without HDLC's address and control.
    case ppp
    /// Cisco's HDLC: address, control, EtherType.
    case ciscoHDLC

    /// The link type of libpcap's number; nil for one that cannot be read.
    init?(_ number: CInt) {
        switch number {
        case DLT_EN10MB: self = .ethernet
        case DLT_NULL: self = .null
        case DLT_LOOP: self = .loop
        case DLT_LINUX_SLL: self = .linuxCooked
        case DLT_LINUX_SLL2: self = .linuxCooked2
        // LINKTYPE_RAW, IPV4 and IPV6; 12 and 14 are what DLT_RAW is on one system or another.
        case DLT_RAW, DLT_IPV4, DLT_IPV6, 101, 14: self = .rawIP
        case DLT_PPP, DLT_PPP_SERIAL: self = .ppp
        case DLT_C_HDLC: self = .ciscoHDLC
        default: return nil
        }
    }

    /// libpcap's name of a number, for a message.
    static func name(of number: CInt) -> String {
        guard let name = pcap_datalink_val_to_name(number) else { return "number \(number)" }
        return String(cString: name)
    }
}
