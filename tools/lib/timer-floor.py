#!/usr/bin/env python3
"""How late a bare loop of timers is on this machine.

    timer-floor.py [--spin] RATE SECONDS

Sleeps until one absolute instant after the other (clock_nanosleep, TIMER_ABSTIME), or with --spin looks at the clock all the
time, and prints how much later it went on: p50, p99 and the largest, in milliseconds.
"""

import ctypes
import sys
import time


class Timespec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


spins = sys.argv[1] == "--spin"
rate, seconds = (float(argument) for argument in sys.argv[1 + spins :])
sleep = ctypes.CDLL(None).clock_nanosleep
start = time.monotonic_ns() + 10_000_000
late = []
for number in range(int(rate * seconds)):
    due = start + int(number * 1e9 / rate)
    if spins:
        while time.monotonic_ns() < due:
            pass
    else:
        sleep(1, 1, ctypes.byref(Timespec(*divmod(due, 1_000_000_000))), None)
    late.append(time.monotonic_ns() - due)
late.sort()
print(f"{late[len(late) // 2] / 1e6:.3f} {late[int(len(late) * 0.99)] / 1e6:.3f} {late[-1] / 1e6:.3f} {len(late)}")
