"""The product's real processes, each started with its own environment and ended by its own process id."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts.lifeline import tied
from tests.harness.servers import LOCALHOST, accepts_connections, free_port, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "VIRTUAL_ENV")
GROUP_END = 10  # seconds


def environment(var_dir: Path, **more: str) -> dict[str, str]:
    """An environment of its own for one installation: nothing of the test's settings leaks into it."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    mine = {"DEBUG": "1", "HTTPS": "0", "VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1"}
    mine["DECISION_HOLD"] = "0"  # nobody waits a minute for a letter; tests/membership/test_hold.py does
    return kept | mine | more


def manage(env: Mapping[str, str], *arguments: str) -> str:
    """Run one management command to its end and return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-4000:]}"
        )
    return done.stdout


def prepare(env: Mapping[str, str]) -> None:
    """Migrations, regions and (with DEMO=1) the demo: exactly what `make run` does."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.prepare"],
        cwd=ROOT,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"scripts.prepare ended with {done.returncode}:\n{done.stderr[-4000:]}")


class Running:
    """One started process; `log()` is what it has printed so far."""

    def __init__(self, command: list[str], env: Mapping[str, str]) -> None:
        self._log = tempfile.NamedTemporaryFile(prefix="samverkan-log-", delete=False)  # noqa: SIM115 -- ended in end()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=tied(),
        )

    def log(self) -> str:
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
        try:
            wait_until(ready, self.process, what, seconds)
        except RuntimeError as error:
            error.add_note(self.log()[-4000:])
            raise

    def kill(self) -> None:
        """End it with its children at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Ask it to end, then make sure that nothing of its group is left."""
        stop(self.process, seconds=GROUP_END)
        self.kill()
        self._log.close()
        Path(self._log.name).unlink(missing_ok=True)


@contextlib.contextmanager
def running(command: list[str], env: Mapping[str, str]) -> Iterator[Running]:
    started = Running(command, env)
    try:
        yield started
    finally:
        started.end()


def answers(port: int, path: str = "/healthz") -> bool:
    connection = http.client.HTTPConnection(LOCALHOST, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"{LOCALHOST}:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def start_web(
    env: Mapping[str, str],
    *,
    workers: int = 1,
    port: int | None = None,
    application: str = "samverkan.wsgi:application",
) -> Iterator[str]:
    """The web server on a free port; gives the address without a slash at the end, as soon as it answers."""
    port = port or free_port()
    address = f"http://{LOCALHOST}:{port}"
    env = {"PORT": str(port), "SITE_URL": address, **env}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", LOCALHOST]
    command += [
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
    ]
    command += ["--log-level", "warning", application]
    with running(command, env) as server:
        server.wait_until(lambda: answers(port), "The web server")
        yield address


@contextlib.contextmanager
def start_relay(env: Mapping[str, str]) -> Iterator[Running]:
    """`manage.py relay`: embedded without REDIS_URL, else it hands the work to Celery."""
    with running([sys.executable, "manage.py", "relay"], env) as relay:
        yield relay


@contextlib.contextmanager
def start_worker(env: Mapping[str, str], *, concurrency: int = 1) -> Iterator[Running]:
    """A Celery worker, ready to take work."""
    command = [sys.executable, "-m", "celery", "--app", "samverkan", "worker", "--loglevel", "INFO"]
    command += ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
    with running(command, env) as worker:
        worker.wait_until(lambda: "ready." in worker.log(), "The Celery worker")
        yield worker


class Sink:
    """An SMTP server that accepts everything and keeps it. `refuse` makes it answer with an error instead;
    `before_answer` is called when a letter is kept and the client does not know it yet.
    """

    def __init__(self, port: int) -> None:
        self.url = f"smtp://{LOCALHOST}:{port}"
        self.refuse: str | None = None
        self.before_answer: Callable[[], None] | None = None
        self._received: list[tuple[list[str], EmailMessage]] = []
        self._lock = threading.Lock()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's
        if self.refuse:
            return self.refuse
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        message = email.message_from_bytes(content, policy=email.policy.default)
        with self._lock:
            self._received.append((list(envelope.rcpt_tos), message))
        if self.before_answer:
            self.before_answer()
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        """What has arrived, oldest first."""
        with self._lock:
            return [message for _, message in self._received]

    def to(self, address: str) -> list[EmailMessage]:
        with self._lock:
            return [message for recipients, message in self._received if address in recipients]


@contextlib.contextmanager
def smtp_sink() -> Iterator[Sink]:
    """A mail server for the tests; its `url` is an EMAIL_URL."""
    port = free_port()
    sink = Sink(port)
    controller = Controller(sink, hostname=LOCALHOST, port=port)
    controller.start()
    try:
        if not accepts_connections(port):
            raise RuntimeError("The mail sink does not listen.")
        yield sink
    finally:
        controller.stop()
