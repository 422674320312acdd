import Testing

@testable import Capture

@Suite("Flow endpoints")
struct FlowEndpointTests {
    @Test(
        "Addresses are written as RFC 5952 says",
        arguments: [
            (IPAddress.v4(0x0A00_0007), "10.0.0.7:80"),
            (.v4(0xFFFF_FFFF), "255.255.255.255:80"),
            (.v6(high: 0, low: 0), "[::]:80"),
            (.v6(high: 0, low: 1), "[::1]:80"),
            (.v6(high: 0x2001_0DB8_0000_0000, low: 7), "[2001:db8::7]:80"),
            (.v6(high: 0x2001_0DB8_0000_0001, low: 0x0001_0001_0001_0001), "[2001:db8:0:1:1:1:1:1]:80"),
            (.v6(high: 0x2001_0000_0000_0001, low: 0x0000_0000_0000_0001), "[2001:0:0:1::1]:80"),
            (.v6(high: 0x2001_0DB8_0000_0000, low: 0x0001_0000_0000_0001), "[2001:db8::1:0:0:1]:80"),
            (.v6(high: 0xFE80_0000_0000_0000, low: 0), "[fe80::]:80"),
            (.v6(high: 0, low: 0xFFFF_C000_0201), "[::ffff:192.0.2.1]:80"),
        ]
    )
    func text(address: IPAddress, expected: String) {
        #expect(FlowEndpoint(address: address, port: 80).description == expected)
    }
}
