"""`make run`: prepare everything, then keep web and relay running in the foreground until told to stop.

Standard library only. Whatever ends this program, nothing is left behind: Ctrl-C and SIGTERM stop the children in
order; if this process is killed outright, the kernel tells the children (PR_SET_PDEATHSIG); if `make` is killed, the
kernel tells this process.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from scripts import ground
from scripts.lifeline import die_with_parent, tied

ROOT = ground.ROOT
HOST = "127.0.0.1"
PATIENCE = 60  # seconds for the web server's first answer
GRACE = 10  # seconds between asking a child to stop and ending it


class Stop(Exception):
    """Somebody asked us to end."""


@dataclass
class Child:
    """One process that is started again when it dies, more slowly each time."""

    name: str
    command: list[str]
    # Relay: any moment will do, the rows are leased. Web: its own worker process must be taken along.
    when_orphaned: signal.Signals
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    start_at: float = field(default_factory=time.monotonic)

    def start(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C reaches this program alone, which then stops the children in order
            preexec_fn=tied(self.when_orphaned),
        )
        self.started_at = time.monotonic()

    def look_after(self, environment: dict[str, str]) -> None:
        """Start what should run; notice what died and decide when to start it again."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.start(environment)
            return
        code = self.process.poll()
        if code is None:
            if self.deaths and time.monotonic() - self.started_at > 60:
                self.deaths = 0
            return
        self.sweep()
        self.process = None
        self.deaths += 1
        pause = min(0.5 * 2**self.deaths, 15)
        self.start_at = time.monotonic() + pause
        ground.say(f"{self.name} ended ({code}); starting it again in {pause:.0f} s.")

    def sweep(self) -> None:
        """End what is left of the child's process group (a web worker whose manager was killed)."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.sweep()


def chosen_port() -> int:
    raw = os.environ.get("PORT") or "8000"
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise ground.CannotGoOn(f"PORT must be a number between 1 and 65535, not {raw!r}.")
    return int(raw)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise ground.CannotGoOn(
                f"Port {port} is reserved. Choose one above 1023: make run PORT=8001"
            ) from None
        except OSError:
            raise ground.CannotGoOn(
                f"Port {port} is used by another program. Stop that one, or choose another port: "
                f"make run PORT={port + 1 if port < 65535 else 8001}"
            ) from None


def answers(port: int, path: str = "/healthz") -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": f"{HOST}:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def children(port: int) -> list[Child]:
    python = str(ground.VENV_PYTHON)
    web = [python, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", HOST, "--port", str(port)]
    web += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--workers-kill-timeout",
        "5",
    ]
    web += ["--log-level", "warning", "samverkan.wsgi:application"]
    return [
        Child("The web server", web, signal.SIGTERM),
        Child("The relay", [python, "manage.py", "relay"], signal.SIGKILL),
    ]


def supervise(port: int, environment: dict[str, str], begun: float) -> None:
    """Run until Stop. Says the address as soon as the web server answers."""
    crew = children(port)
    announced = False
    try:
        while True:
            for child in crew:
                child.look_after(environment)
            if not announced and answers(port):
                announced = True
                announce(port, environment, time.monotonic() - begun)
            if not announced and (crew[0].deaths >= 3 or time.monotonic() - begun > PATIENCE * 3):
                raise ground.CannotGoOn("The web server does not start; the reason stands above.")
            time.sleep(0.05 if not announced else 0.5)
    finally:
        for child in crew:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for child in crew:
            child.end(deadline)


def own_environment(port: int) -> dict[str, str]:
    """The caller's environment without servers that belong to something else: everything stays under the clone."""
    foreign = [name for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL") if os.environ.get(name)]
    if foreign:
        ground.say(f"{', '.join(foreign)} is set, and not used: `make run` keeps everything in var/.")
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    # The terminal shows what a person must know; LOG_LEVEL=INFO shows everything that is done.
    usual = {"DEBUG": "1", "DEMO": "1", "LOG_LEVEL": "WARNING"}
    return {**usual, **kept, "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def announce(port: int, environment: dict[str, str], seconds: float) -> None:
    address = f"http://{HOST}:{port}/"
    ground.say(f"\nSamverkan is running (ready in {seconds:.1f} s):  {address}")
    if environment.get("DEMO") == "1":
        ground.say(f"Become somebody and read the mails:      {address}demo/")
    ground.say("Ctrl-C ends it; your data stays in var/.\n")


def stop(number: int, frame: FrameType | None) -> None:
    """End once: a second Ctrl-C while the children are ending must not cut that short."""
    listen(signal.SIG_IGN)
    raise Stop


def listen(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """Handle the three ways of being asked to end, except one that was ignored from the start (nohup)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def main() -> int:
    begun = time.monotonic()
    listen(stop)
    if "MAKELEVEL" in os.environ:
        die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        port = chosen_port()
        check_port(port)
        ground.require_system_parts(ground.TO_RUN)
        ground.prepare_venv()
        environment = own_environment(port)
        prepare = [str(ground.VENV_PYTHON), "-m", "scripts.prepare"]
        if subprocess.run(prepare, check=False, cwd=ROOT, env=environment).returncode:
            raise ground.CannotGoOn("The database could not be made ready; the reason stands above.")
        supervise(port, environment, begun)
    except Stop:
        return 0
    except ground.CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
