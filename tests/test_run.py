"""`make run` as a newcomer uses it: one command, an address, and nothing left behind whatever ends it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.processes import ROOT, answers
from tests.harness.servers import LOCALHOST, free_port, wait_until

pytestmark = [pytest.mark.servers, pytest.mark.slow]
READY = re.compile(r"Samverkan is running \(ready in ([\d.]+) s\)")


class Portal:
    """A started `make run` with its own data folder."""

    def __init__(self, var_dir: Path) -> None:
        self.port = free_port()
        self.log = var_dir.parent / f"log-{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = {**kept, "VAR_DIR": str(var_dir), "PORT": str(self.port)}
        with self.log.open("wb") as log:
            self.make = subprocess.Popen(
                ["make", "run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait(self) -> float:
        """Wait for the address to be printed; gives the seconds that it says it took."""
        try:
            wait_until(lambda: bool(READY.search(self.text())), self.make, "make run", seconds=120)
        except RuntimeError as error:
            error.add_note(self.text())
            raise
        found = READY.search(self.text())
        assert found
        return float(found[1])

    def processes(self) -> dict[str, int]:
        """Everything that was started for this portal, by what it is; found by its data folder and port."""
        found = {}
        mark = f"VAR_DIR={self.environment['VAR_DIR']}\0".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes() + b"\0":
                    name = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                    if name:  # not a process that has ended and waits to be collected
                        found[f"{name} [{folder.name}]"] = int(folder.name)
        return found

    def the(self, word: str) -> int:
        """The oldest process with this word in its command line."""
        return min(pid for name, pid in self.processes().items() if word in name)

    def assert_gone(self) -> None:
        deadline = time.monotonic() + 15
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.processes() == {}


@contextlib.contextmanager
def portal(var_dir: Path) -> Iterator[Portal]:
    started = Portal(var_dir)
    try:
        yield started
    finally:
        for pid in started.processes().values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        started.make.wait()


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of one installation, which the tests of this module start again and again."""
    folder = tmp_path_factory.mktemp("run") / "var"
    with portal(folder) as first:
        first.wait()
        os.kill(first.make.pid, signal.SIGTERM)
        first.assert_gone()
    return folder


def test_second_run_is_ready_in_five_seconds_and_says_where(var_dir: Path) -> None:
    with portal(var_dir) as started:
        seconds = started.wait()

        assert seconds <= 5
        assert f"http://{LOCALHOST}:{started.port}/demo/" in started.text()
        assert answers(started.port, "/norrbotten/")


@pytest.mark.parametrize("whom", ["make", "scripts.run", "granian", "relay"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(var_dir: Path, whom: str, how: signal.Signals) -> None:
    """make or the supervisor ended: everything ends. A child ended: it is started again, and ends with the rest."""
    with portal(var_dir) as started:
        started.wait()
        victim = started.the(whom)
        os.kill(victim, how)
        if whom in {"granian", "relay"}:
            deadline = time.monotonic() + 15
            while time.monotonic() < deadline:
                with contextlib.suppress(ValueError):
                    if started.the(whom) != victim and answers(started.port):
                        break
                time.sleep(0.05)
            assert answers(started.port)
            assert started.the(whom) != victim
            os.kill(started.make.pid, signal.SIGTERM)

        started.assert_gone()


def test_busy_port_is_said_in_a_sentence(var_dir: Path) -> None:
    with portal(var_dir) as first:
        first.wait()
        again = subprocess.run(
            ["make", "run"], cwd=ROOT, env=first.environment, capture_output=True, text=True, check=False
        )

    assert again.returncode != 0
    assert f"Port {first.port} is used by another program." in again.stderr
    assert "Traceback" not in again.stderr
