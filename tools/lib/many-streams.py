"""Writes a capture of many connections that are all in use at once, to standard output.

    many-streams.py BYTES STREAMS

Each connection sends a request in turn, then each gets its response, and so on until there are so many bytes. Every
connection has a request under way all the time but for the turns' ends, which is the most that there is to remember.
"""

import struct
import sys

RESPONSE_BODY = 1200


def address(number):
    return struct.pack(">I", 0x0A000000 + number)


def checksum(header):
    total = sum(struct.unpack(">10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


class Packets:
    """The packets of a turn, one for each connection: only times and numbers change from turn to turn."""

    def __init__(self, streams, is_client, flags, payload_of):
        self.data = bytearray()
        self.offsets = []
        self.length = 0
        for number in range(streams):
            payload = payload_of(number)
            self.length = len(payload)
            client = address(2 + number // 50_000), 10_000 + number % 50_000
            server = address(1), 8080
            source, destination = (client, server) if is_client else (server, client)
            tcp = struct.pack(">HHIIBBHHH", source[1], destination[1], 0, 0, 0x50, flags, 65_535, 0, 0)
            ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 0, 0, 64, 6, 0, source[0], destination[0])
            ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
            frame = bytes(12) + b"\x08\x00" + ip + tcp + payload
            self.offsets.append(len(self.data))
            self.data += struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame

    def at(self, clock, sequence, acknowledgment):
        """The packets with their times from a clock on, in nanoseconds, a microsecond apart."""
        for index, offset in enumerate(self.offsets):
            time = clock + index * 1000
            struct.pack_into("<II", self.data, offset, time // 1_000_000_000, time % 1_000_000_000)
            struct.pack_into(">II", self.data, offset + 54, sequence & 0xFFFFFFFF, acknowledgment & 0xFFFFFFFF)
        return self.data


def main():
    size, streams = int(sys.argv[1]), int(sys.argv[2])
    out = sys.stdout.buffer
    out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262_144, 1))
    clock, written = 1_700_000_000_000_000_000, 0
    turns = [
        Packets(streams, True, 0x18, lambda n: f"GET /items/{n:06}?page=2 HTTP/1.1\r\nHost: many.test\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n".encode()),
        Packets(streams, False, 0x18, lambda n: f"HTTP/1.1 200 OK\r\nContent-Length: {RESPONSE_BODY}\r\nContent-Type: text/plain\r\n\r\n".encode() + b"x" * RESPONSE_BODY),
    ]
    client, server = 1000, 5000
    for packets, is_client in [(Packets(streams, True, 2, lambda n: b""), True), (Packets(streams, False, 0x12, lambda n: b""), False)]:
        written += out.write(packets.at(clock, client if is_client else server, 0 if is_client else client + 1))
        clock += streams * 1000
    client, server = client + 1, server + 1
    while written < size:
        written += out.write(turns[0].at(clock, client, server))
        client += turns[0].length
        written += out.write(turns[1].at(clock + streams * 1000, server, client))
        server += turns[1].length
        clock += streams * 4000


try:
    main()
except BrokenPipeError:
    sys.exit(1)
