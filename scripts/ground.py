"""What must be there before anything can start: system packages and the virtual environment.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE = VENV / "node"  # what comes from npm: programs that judge pages, in Java and JavaScript


class CannotGoOn(Exception):
    """Something is missing that this program may not or cannot put there; the sentence says what to do."""


@dataclass(frozen=True)
class SystemPart:
    """One thing that the operating system has to provide, and how to see whether it does."""

    package: str
    found: Callable[[], bool]
    why: str


def has_library(name: str) -> Callable[[], bool]:
    def found() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return found


def has_program(*names: str, folders: str = "") -> Callable[[], bool]:
    """True when one of the programs is on PATH or in a folder that matches the pattern."""

    def found() -> bool:
        if any(shutil.which(name) for name in names):
            return True
        return bool(folders) and any(
            (folder / name).exists() for folder in Path("/").glob(folders) for name in names
        )

    return found


def has_font() -> bool:
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(next(folder.rglob("*.[ot]tf"), None) for folder in folders if folder.is_dir())


def can_make_venv() -> bool:
    return VENV_PYTHON.exists() or all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


# WeasyPrint draws with these. One installed font keeps Pango from crashing when a font file is missing.
TO_RUN = (
    SystemPart(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", can_make_venv, "the environment"),
    SystemPart("libpango-1.0-0", has_library("libpango-1.0.so.0"), "PDF"),
    SystemPart("libpangoft2-1.0-0", has_library("libpangoft2-1.0.so.0"), "PDF"),
    SystemPart("libharfbuzz-subset0", has_library("libharfbuzz-subset.so.0"), "PDF"),
    SystemPart("fonts-dejavu-core", has_font, "PDF"),
)
TO_TEST = (
    *TO_RUN,
    SystemPart("postgresql", has_program("initdb", folders="usr/lib/postgresql/*/bin"), "database tests"),
    SystemPart("redis-server", has_program("redis-server", "valkey-server"), "Celery tests"),
    SystemPart("chromium", has_program("chromium", "chromium-browser", "google-chrome"), "browser tests"),
    SystemPart("default-jdk-headless", has_program("javac"), "PDF conformance tests"),
    SystemPart("npm", has_program("npm"), "HTML conformance tests"),
    SystemPart("gettext", has_program("xgettext"), "translation tests"),
    SystemPart("poppler-utils", has_program("pdftotext"), "PDF tests"),
    SystemPart("qpdf", has_program("qpdf"), "PDF tests"),
)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def missing(parts: Iterable[SystemPart]) -> list[SystemPart]:
    return [part for part in parts if not part.found()]


def install_command(packages: list[str]) -> list[str]:
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]


def line_to_type(packages: list[str]) -> str:
    prefix = "" if os.geteuid() == 0 else "sudo "
    return f"{prefix}apt-get update && {prefix}{' '.join(install_command(packages))}"


def apt_prefix() -> list[str] | None:
    """How apt may be used here without asking anybody: as root, by sudo without a password, or not at all."""
    if not shutil.which("apt-get"):
        return None
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return environment
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], check=False, stdin=subprocess.DEVNULL, capture_output=True)
    if asked.returncode == 0:
        return ["sudo", "-n", *environment]
    return None


def install_system_parts(parts: Iterable[SystemPart]) -> list[SystemPart]:
    """Install what is missing where that is allowed; return what is still missing afterwards."""
    lacking = missing(parts)
    prefix = apt_prefix()
    if not lacking or prefix is None:
        return lacking
    packages = [part.package for part in lacking]
    say(f"Installing system packages: {' '.join(packages)}")
    options = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    # The package lists are refreshed only when an installation fails without that: offline machines may have both.
    for refresh in (False, True):
        if refresh and subprocess.run([*prefix, "apt-get", *options, "update"], check=False).returncode:
            break
        command, *rest = install_command(packages)
        quiet = subprocess.DEVNULL if not refresh else None
        done = subprocess.run(
            [*prefix, command, *options, *rest],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=quiet,
        )
        if done.returncode == 0:
            break
    return missing(lacking)


def require_system_parts(parts: Iterable[SystemPart]) -> None:
    lacking = install_system_parts(parts)
    if not lacking:
        return
    packages = [part.package for part in lacking]
    if shutil.which("apt-get"):
        raise CannotGoOn(f"System packages are missing. Please type:\n\n  {line_to_type(packages)}\n")
    raise CannotGoOn(
        "These are missing (named as on Debian; install your system's own): "
        + ", ".join(f"{part.package} ({part.why})" for part in lacking)
    )


def fingerprint(lock: Path) -> dict[str, str]:
    """What an installation depends on: the lock, where the clone lies, and which Python made it."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return {"lock": digest, "path": str(VENV), "python": os.path.realpath(VENV_PYTHON)}


def stamp(lock: Path) -> Path:
    """Where it is written down that this lock has been installed."""
    return VENV / f".{lock.stem}.json"


def venv_works() -> bool:
    if not VENV_PYTHON.exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([VENV_PYTHON, "-c", check], check=False, capture_output=True).returncode == 0


def prepare_venv(*, dev: bool = False) -> None:
    """Install the locked packages in .venv/, unless exactly these are there already.

    Two starts at the same time wait for each other.
    """
    lock, dev_lock = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    wanted = dev_lock if dev else lock
    enough = (
        [dev_lock] if dev else [lock, dev_lock]
    )  # the development lock holds all the pins of the other one
    with (ROOT / "pyproject.toml").open("rb") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        seen = {
            path: json.loads(stamp(path).read_text()) for path in (lock, dev_lock) if stamp(path).exists()
        }
        if VENV_PYTHON.exists() and any(seen.get(path) == fingerprint(path) for path in enough):
            return
        places = {(made["path"], made["python"]) for made in seen.values()}
        if places - {(str(VENV), os.path.realpath(VENV_PYTHON))} or not venv_works():
            say("Making the Python environment in .venv/")
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        say(f"Installing Python packages from {wanted.name}")
        quietly = ["-qq", "--disable-pip-version-check", "--no-input"]
        done = subprocess.run(
            [VENV_PYTHON, "-m", "pip", "install", *quietly, "--require-hashes", "--requirement", wanted],
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise CannotGoOn("The Python packages could not be installed; the reason stands above.")
        stamp(wanted).write_text(json.dumps(fingerprint(wanted)))


def prepare_node(*, bench: bool = False) -> None:
    """Install what scripts/node/ locks (exact versions with their hashes) in .venv/node/, unless it is there already.

    The tests' programs; with `bench` the benchmarks' too. No package's own script is run. Refuses (CannotGoOn) if there
    is no npm.
    """
    lock = ROOT / "scripts" / "node" / "package-lock.json"
    done = NODE / "installed.json"
    wanted = {"lock": hashlib.sha256(lock.read_bytes()).hexdigest(), "bench": bench}
    if done.exists() and json.loads(done.read_text()) in (wanted, {**wanted, "bench": True}):
        return
    if not shutil.which("npm"):
        raise CannotGoOn(f"npm is missing. Please type:\n\n  {line_to_type(['npm'])}\n")
    say("Installing npm packages in .venv/node/")
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for file in (lock, lock.with_name("package.json")):
        shutil.copy(file, NODE)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", f"--cache={NODE / 'cache'}"]
    command = ["npm", "ci", *options, *([] if bench else ["--omit=optional"])]
    if subprocess.run(command, cwd=NODE, check=False, stdin=subprocess.DEVNULL).returncode:
        raise CannotGoOn("The npm packages could not be installed; the reason stands above.")
    shutil.rmtree(NODE / "cache", ignore_errors=True)
    done.write_text(json.dumps(wanted))


def main() -> int:
    """Prepare for running (no argument) or for developing and testing (`dev`)."""
    dev = sys.argv[1:] == ["dev"]
    try:
        require_system_parts(TO_RUN)
        prepare_venv(dev=dev)
    except CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
