"""A mail server that does what a test tells it to: accept, refuse at any step, hang up, or keep silent."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

HANG_UP = "hang up"
SILENCE = "silence"
GREETING = "greeting"
RECEIVED = "received"  # after the last line of the letter
OFTEN = {
    GREETING: "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    RECEIVED: "250 taken",
    "QUIT": "221 bye",
    "RSET": "250 ok",
}


@dataclass
class MailServer:
    """`answers` overrides what the server says at a step; `letters` is what it took in, `recipients` who was named."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def says(self, step: str) -> str:
        return self.answers.get(step) or OFTEN.get(step, "502 unknown")


class _Talk(socketserver.StreamRequestHandler):
    server: _Tcp

    def handle(self) -> None:
        script = self.server.script
        if not self._say(GREETING):
            return
        for line in self.rfile:
            verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            verb = verb.upper()
            if verb == "RCPT":
                script.recipients.append(rest)
            going_on = self._say(verb)
            if verb == "DATA" and script.says("DATA").startswith("354"):
                body = b"".join(iter(self._body_line, b".\r\n"))
                if script.says(RECEIVED).startswith("250") or script.says(RECEIVED) in (HANG_UP, SILENCE):
                    script.letters.append(email.message_from_bytes(body, policy=email.policy.default))
                going_on = self._say(RECEIVED)
            if not going_on or verb == "QUIT":
                return

    def _body_line(self) -> bytes:
        return self.rfile.readline() or b".\r\n"

    def _say(self, step: str) -> bool:
        answer = self.server.script.says(step)
        if answer == HANG_UP:
            return False
        if answer == SILENCE:
            self.rfile.read()  # until the other side loses patience
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return not answer.startswith("421")


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    script: MailServer


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """Runs until the end of the block, on a free port of this machine."""
    with _Tcp(("127.0.0.1", 0), _Talk) as server:
        server.script = MailServer(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.script
        finally:
            server.shutdown()
            thread.join()
