"""The Nu HTML checker as a function: what is wrong with these pages? Offline; needs Java."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts import ground
from tests.harness.servers import NotInstalled, find_program

JAR = ground.NODE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@dataclass(frozen=True)
class Fault:
    """One remark: `kind` is error, warning or info; `extract` is the place in the page."""

    kind: str
    message: str
    line: int
    extract: str

    def __str__(self) -> str:
        return f"{self.kind}, line {self.line}: {self.message} {self.extract!r}"


def check(pages: Mapping[str, str]) -> dict[str, list[Fault]]:
    """The remarks about each page (name → its HTML, as it is sent), in one run of Java. Refuses (NotInstalled)
    without Java or the checker.
    """
    if not JAR.exists():
        raise NotInstalled("The Nu HTML checker is not installed (`make test` installs it, with npm)")
    java = find_program("java")
    with tempfile.TemporaryDirectory(prefix="samverkan-markup-") as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[file.as_uri()] = name
        done = subprocess.run(
            [java, "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", folder],
            check=True,
            capture_output=True,
            text=True,
        )
    found: dict[str, list[Fault]] = {name: [] for name in pages}
    for said in json.loads(done.stdout)["messages"]:
        if said["type"] == "non-document-error":
            raise RuntimeError(f"The checker could not read a page: {said}")
        address = said["url"].replace("file:/", "file:///").replace("file://///", "file:///")
        found[names[address]].append(
            Fault(
                "warning" if said.get("subType") == "warning" else said["type"],
                said["message"],
                said.get("lastLine", 0),
                " ".join(said.get("extract", "").split()),
            )
        )
    return found
