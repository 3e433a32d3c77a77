"""What `make` does before anything runs: it says what is missing in a sentence, and never with a traceback."""

from __future__ import annotations

import gettext
import os
import subprocess
from pathlib import Path

import pytest

from scripts import ground
from scripts.compile_messages import compile_messages
from scripts.messages import unfinished

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Apply"
msgstr "Ansök"

#, fuzzy
msgid "Sign"
msgstr "Signera"

msgid "Decline"
msgstr ""
"""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_run_refuses_a_port_that_is_none(port: str) -> None:
    done = run("scripts/python", "-m", "scripts.run", PORT=port)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"PORT must be a number between 1 and 65535, not {port!r}.\n"


def test_a_python_that_is_too_old_or_none_is_named() -> None:
    done = run("scripts/python", "-c", "pass", PYTHON="no-such-python")

    assert (done.returncode, done.stderr) == (1, "PYTHON=no-such-python is not a Python 3.11 or newer.\n")


def test_help_lists_every_target() -> None:
    done = run("make", "help")

    targets = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"run", "test", "test-fast", "lint", "format", "lock", "messages", "bench", "clean"} <= targets


def test_missing_system_parts_are_named_where_nothing_can_be_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    part = ground.SystemPart("libpango-1.0-0", ground.has_library("libno-such-library.so.0"), "PDF")

    with pytest.raises(ground.CannotGoOn, match=r"libpango-1.0-0 \(PDF\)"):
        ground.require_system_parts([part])


def test_catalogues_are_compiled_without_gettext_and_only_when_needed(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE, encoding="utf-8")

    first, second = compile_messages(tmp_path), compile_messages(tmp_path)

    assert (first, second) == ([folder / "django.mo"], [])
    with first[0].open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.gettext("Apply") == "Ansök"
    assert texts.gettext("Sign") == "Sign"


def test_empty_and_fuzzy_texts_are_unfinished(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(CATALOGUE, encoding="utf-8")

    assert sorted(unfinished(source)) == ["Decline", "Sign"]
