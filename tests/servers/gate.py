"""A door in front of a server, which a test can shut or leave hanging while everybody keeps the same address."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.harness.servers import LOCALHOST


class Gate:
    """Passes bytes on between clients and the server behind it, on a port that stays the same.

    `shut()`: connections are cut and new ones refused. `hang()`: connections stay, new ones are accepted, and nothing
    is ever answered (a black hole). `open()`: everything passes again; what hung is cut.
    """

    def __init__(self, target_port: int) -> None:
        self._target = (LOCALHOST, target_port)
        self._listener: socket.socket | None = None
        self._pairs: list[socket.socket] = []
        self._lock = threading.Lock()
        self._hanging = threading.Event()
        self._stopped = threading.Event()
        self.port = 0
        self.open()

    def open(self) -> None:
        self._stop_listening()
        self._hanging.clear()
        self._listen()

    def shut(self) -> None:
        self._stop_listening()

    def hang(self) -> None:
        self._hanging.set()

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOCALHOST, self.port))
        listener.listen(128)
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._stopped = threading.Event()
        threading.Thread(target=self._accept, args=(listener, self._stopped), daemon=True).start()

    def _stop_listening(self) -> None:
        self._stopped.set()
        with self._lock:
            ends, self._pairs = self._pairs, []
        for end in [*ends, *([self._listener] if self._listener else [])]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._listener = None

    def _accept(self, listener: socket.socket, stopped: threading.Event) -> None:
        while not stopped.is_set():
            try:
                client, _address = listener.accept()
            except OSError:
                return
            with self._lock:
                self._pairs.append(client)
            if self._hanging.is_set():
                continue
            try:
                server = socket.create_connection(self._target)
            except OSError:
                client.close()
                continue
            with self._lock:
                self._pairs.append(server)
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._hanging.is_set():
                    return
                target.sendall(data)
        for end in (source, target):
            if not self._hanging.is_set():
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def gate_before(url: str) -> Iterator[tuple[Gate, str]]:
    """A gate before the server at `url`, and the address through the gate."""
    parts = urlsplit(url)
    assert parts.port is not None
    gate = Gate(parts.port)
    try:
        yield gate, parts._replace(netloc=f"{LOCALHOST}:{gate.port}").geturl()
    finally:
        gate.shut()
