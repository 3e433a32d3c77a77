"""Private PostgreSQL and Redis servers from the installed programs: free ports, a temporary folder, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from scripts.lifeline import tied

LOCALHOST = "127.0.0.1"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NotInstalled(Exception):
    """A program that the tests need is not on this machine; the text names it."""


def find_program(*names: str, pattern: str = "") -> Path:
    """The newest of the programs that match, in the system's own folders (`pattern`) and on PATH."""
    found = [folder / name for folder in sorted(Path("/").glob(pattern)) for name in names] if pattern else []
    found = [path for path in found if path.exists()]
    if found:
        return found[-1]
    for name in names:
        if path := shutil.which(name):
            return Path(path)
    raise NotInstalled(f"{names[0]} is not installed")


def find_chromium() -> Path:
    return find_program("chromium", "chromium-browser", "google-chrome")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        port: int = probe.getsockname()[1]
        return port


def unprivileged() -> pwd.struct_passwd | None:
    """Whom a server must run as that refuses to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NotInstalled("PostgreSQL does not run as root, and there is no user to run it as")


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], what: str, seconds: float = 30
) -> None:
    """Return when `ready()`; fail with the server's own last words when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start (exit code {process.poll()}).")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask one process to end, and end it if it does not."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def accepts_connections(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOCALHOST, port), timeout=1):
        return True
    return False


def postgres() -> AbstractContextManager[str]:
    """A PostgreSQL server with an empty database; gives its DATABASE_URL."""
    binaries = find_program("initdb", pattern="usr/lib/postgresql/*/bin").parent
    return _postgres(binaries, unprivileged())


@contextlib.contextmanager
def _postgres(binaries: Path, user: pwd.struct_passwd | None) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="samverkan-postgres-"))
    as_user: dict[str, Any] = {"cwd": folder}
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    as_user["env"] = {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(folder),
    }
    initdb = f"{binaries}/initdb --pgdata data --username samverkan --auth trust --encoding UTF8 --no-sync"
    process = None
    try:
        subprocess.run(initdb.split(), check=True, stdout=subprocess.DEVNULL, **as_user)
        port = free_port()
        options = {"port": port, "listen_addresses": LOCALHOST, "unix_socket_directories": folder}
        # Nothing here outlives the tests, so nothing waits for a disk.
        options |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        command = [f"{binaries}/postgres", "-D", "data"]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            as_server = {**as_user, "stdout": log, "stderr": log, "preexec_fn": tied(signal.SIGINT)}
            process = subprocess.Popen(command, process_group=0, **as_server)
        createdb = (
            f"{binaries}/createdb --host {LOCALHOST} --port {port} --username samverkan samverkan".split()
        )

        def made() -> bool:
            return subprocess.run(createdb, check=False, capture_output=True, **as_user).returncode == 0

        try:
            wait_until(made, process, "PostgreSQL")
        except RuntimeError as error:
            error.add_note((folder / "log").read_text(errors="replace")[-2000:])
            raise
        yield f"postgres://samverkan@{LOCALHOST}:{port}/samverkan"
    finally:
        if process:
            stop(process, signal.SIGINT)  # fast shutdown: does not wait for clients
        shutil.rmtree(folder, ignore_errors=True)


def redis() -> AbstractContextManager[str]:
    """A Redis server that keeps nothing on disk; gives its REDIS_URL."""
    return _redis(find_program("redis-server", "valkey-server"))


@contextlib.contextmanager
def _redis(program: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="samverkan-redis-"))
    process = None
    try:
        port = free_port()
        command: list[str | Path] = [program, "--bind", LOCALHOST, "--port", str(port), "--dir", folder]
        command += ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, process_group=0, preexec_fn=tied()
            )
        wait_until(lambda: accepts_connections(port), process, "Redis")
        yield f"redis://{LOCALHOST}:{port}/0"
    finally:
        if process:
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)
