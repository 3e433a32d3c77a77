"""Collect the texts to translate, and say what the Swedish catalogue lacks.

Without argument: write locale/sv/LC_MESSAGES/django.po. With --check: change nothing, exit 1 if the catalogue is
stale, or an entry is empty or fuzzy. Needs gettext's xgettext and msgmerge.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/sv/LC_MESSAGES/django.po")
IGNORED = (".venv", "var", "node_modules", "tests", "bench", "scripts")


def make_messages(root: Path) -> None:
    """Run Django's makemessages in `root`: without line numbers, so that a diff shows texts and nothing else."""
    ignore = [word for folder in IGNORED for word in ("--ignore", folder)]
    command = [sys.executable, "manage.py", "makemessages", "--locale", "sv", "--no-location", "--no-wrap"]
    subprocess.run(
        [*command, "--no-obsolete", "--verbosity", "0", *ignore],
        cwd=root,
        check=True,
        env={**os.environ, "DEBUG": "1"},
    )
    _tidy_header(root / CATALOGUE)


def _tidy_header(path: Path) -> None:
    """Drop what changes with the clock, so that collecting twice leaves no difference."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Report-Msgid-Bugs-To"):
        catalogue.metadata.pop(name, None)
    catalogue.metadata_is_fuzzy = False
    catalogue.save(str(path))


def texts(path: Path) -> dict[tuple[str, str], polib.POEntry]:
    return {
        (entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete
    }


def unfinished(path: Path) -> list[str]:
    return [
        entry.msgid
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]


def check() -> list[str]:
    """Sentences about what is wrong; none when the catalogue is complete and up to date."""
    catalogue = ROOT / CATALOGUE
    if not catalogue.exists():
        return [f"{CATALOGUE} does not exist"]
    problems = [f"not translated: {text!r}" for text in unfinished(catalogue)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "*.mo", "__pycache__", *IGNORED))
        make_messages(copy)
        there, wanted = texts(catalogue), texts(copy / CATALOGUE)
    problems += [f"not in the catalogue: {text!r}" for _, text in sorted(wanted.keys() - there.keys())]
    problems += [f"used nowhere: {text!r}" for _, text in sorted(there.keys() - wanted.keys())]
    return problems


def main() -> int:
    if sys.argv[1:] == ["--check"]:
        problems = check()
        for problem in problems:
            print(problem)
        if problems:
            print("`make messages` collects the texts; then translate what is empty.")
        return 1 if problems else 0
    (ROOT / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    make_messages(ROOT)
    left = unfinished(ROOT / CATALOGUE)
    print(f"{len(left)} texts wait for a translation in {CATALOGUE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
