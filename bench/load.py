"""Ask a server for one page as fast as it answers: with wrk if it is installed, else with a small client of our own."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 16
WRK = shutil.which("wrk")
NAME = f"wrk, 1 thread, {CONNECTIONS} connections" if WRK else f"our own client, {CONNECTIONS} connections"


@dataclass(frozen=True)
class Load:
    """What one round gave: answers per second, 99th percentile (ms), answers that were no answers."""

    per_second: float
    p99: float
    errors: int


def ask(url: str, *, seconds: float, headers: Sequence[str] = ()) -> Load:
    """One round against `url`, in a process of its own."""
    if WRK:
        return _wrk(url, seconds, headers)
    command = [sys.executable, "-m", "bench.load", url, str(seconds), *headers]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    per_second, p99, errors = done.stdout.split()
    return Load(float(per_second), float(p99), int(errors))


def _wrk(url: str, seconds: float, headers: Sequence[str]) -> Load:
    command = [WRK or "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency"]
    for header in headers:
        command += ["-H", header]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slowest = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if not rate or not slowest:
        raise RuntimeError(f"wrk said something else:\n{said}")
    p99 = float(slowest[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slowest[2]]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = (int(bad[1]) if bad else 0) + (sum(map(int, broken.groups())) if broken else 0)
    return Load(float(rate[1]), p99, errors)


def _own_client(url: str, seconds: float, headers: Sequence[str]) -> Load:
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)
    lines = [f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]
    request = "\r\n".join(lines).encode()
    took: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + seconds

    def person() -> None:
        with socket.create_connection(address) as connection:
            while (begun := time.perf_counter()) < end:
                connection.sendall(request)
                if not _read_answer(connection):
                    errors.append("x")
                    return
                took.append(time.perf_counter() - begun)

    people = [threading.Thread(target=person) for _number in range(CONNECTIONS)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    took.sort()
    return Load(len(took) / seconds, 1000 * took[int(len(took) * 0.99)] if took else 0.0, len(errors))


def _read_answer(connection: socket.socket) -> bool:
    """Read one whole answer; False when it is no good one."""
    got = b""
    while b"\r\n\r\n" not in got:
        data = connection.recv(65536)
        if not data:
            return False
        got += data
    head, _gap, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        data = connection.recv(65536)
        if not data:
            return False
        missing -= len(data)
    return head[9:12] in (b"200", b"304")


if __name__ == "__main__":
    measured = _own_client(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
    print(measured.per_second, measured.p99, measured.errors)
