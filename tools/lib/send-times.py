#!/usr/bin/env python3
"""How late requests were sent, as a capture saw it.

    send-times.py CAPTURE PORT RATE

Takes the first packet with payload of each request to the port, in a capture of libpcap's format, and holds it against
even spaces of the rate. Where the first space begins the capture does not say, so the earliest packet, by its own
space, is taken for punctual: what is printed is how much later than that the others were (p50, p99 and the largest, in
milliseconds), and how many there were.
"""

import struct
import sys

path, port, rate = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
times = []
with open(path, "rb") as file:
    data = file.read()
magic = struct.unpack_from("<I", data)[0]
scale = {0xA1B2C3D4: 1e-6, 0xA1B23C4D: 1e-9}[magic]
offset = 24
while offset + 16 <= len(data):
    seconds, fraction, length, _ = struct.unpack_from("<IIII", data, offset)
    packet = offset + 16
    offset = packet + length
    ip = packet + 14
    if length < 54 or data[ip] >> 4 != 4 or data[ip + 9] != 6:
        continue
    tcp = ip + (data[ip] & 15) * 4
    if struct.unpack_from(">H", data, tcp + 2)[0] != port:
        continue
    payload = struct.unpack_from(">H", data, ip + 2)[0] - (data[ip] & 15) * 4 - (data[tcp + 12] >> 4) * 4
    if payload > 0:
        times.append(seconds + fraction * scale)
times.sort()
late = [time - times[0] - number / rate for number, time in enumerate(times)]
earliest = min(late)
late = sorted(value - earliest for value in late)
print(f"{late[len(late) // 2] * 1e3:.3f} {late[int(len(late) * 0.99)] * 1e3:.3f} {late[-1] * 1e3:.3f} {len(late)}")
