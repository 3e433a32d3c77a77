"""Rules of the house that no linter knows: what may not stand in a file, and where a status may change."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "steps",
    "relay",
    "letters",
    "accounts",
    "agreement",
    "membership",
    "nominations",
    "meetings",
    "actionplan",
    "events",
    "demo",
    "samverkan",
)
BINARY = {".png", ".jpg", ".woff2", ".ico", ".pdf", ".mo"}
# Split, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm|home/[a-z]+)" + r"/(?!samverkan\b)")
REGISTRY = re.compile(r"py" + r"pi\.org|python" + r"hosted|registry\." + r"npmjs|deb\." + r"debian\.org")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|NotImplemented" + r"Error")


@functools.cache
def tracked() -> list[Path]:
    """Every file that git knows, as long as it is there (the list also works while somebody is moving files)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


@functools.cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@functools.cache
def tree_of(text: str) -> ast.Module:
    """Parsed once for all these rules: that takes longer than looking."""
    return ast.parse(text)


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        if path.suffix not in BINARY:
            yield str(path.relative_to(ROOT)), text_of(path)


def modules(*, tests: bool = False) -> Iterator[tuple[str, ast.Module]]:
    for name, text in texts():
        if name.endswith(".py") and (name.startswith(APPS) or (tests and name.startswith("tests"))):
            yield name, tree_of(text)


FORBIDDEN = {"machine path": MACHINE_PATH, "registry": REGISTRY, "unfinished": UNFINISHED}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_contains(what: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


def test_status_is_assigned_nowhere() -> None:
    """Statuses move through conditional updates in services; `thing.status = …` is a race waiting for two people."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]
    assert found == []


def test_status_is_updated_only_at_the_door() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if "/services" not in name and not name.endswith("/steps.py") and "/migrations/" not in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
        if any(keyword.arg == "status" for keyword in node.keywords)
    ]
    assert found == []


def test_rows_are_moved_only_at_the_doors() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if not name.endswith("/steps.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "steps.door"
    ]
    assert found == []


def test_every_app_with_tables_has_migrations() -> None:
    """makemigrations --check says nothing about an app that has none at all."""
    without = [
        config.label
        for config in apps.get_app_configs()
        if config.name in APPS and any(model._meta.managed for model in config.get_models())
        if not list((ROOT / config.name / "migrations").glob("0*.py"))
    ]
    assert without == []


def test_every_data_migration_can_be_taken_back() -> None:
    one_way = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if "/migrations/" in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in {"RunPython", "RunSQL"}
        and len(node.args) + len(node.keywords) < 2
    ]
    assert one_way == []


def test_nobody_sends_from_a_request() -> None:
    """Only the relay talks to the broker, only tasks talk to SMTP: everything else writes a row."""
    allowed = ("relay/", "letters/tasks.py", "letters/services.py", "letters/backends.py")
    found = [
        f"{name}:{node.lineno} .{node.func.attr}()"
        for name, tree in modules()
        if not name.startswith(allowed)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"delay", "apply_async", "delay_on_commit", "send_mail", "send_messages"}
    ]
    assert found == []


def test_no_template_has_inline_script_or_style() -> None:
    """The content security policy forbids both; letters are not pages and style themselves."""
    inline = re.compile(
        r"""<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|=["']javascript:""", re.IGNORECASE
    )
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.endswith((".html", ".svg")) and name.startswith("templates/")
        if not name.startswith("templates/letters/") and "/letters/" not in name and "document" not in name
        for number, line in enumerate(text.splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        name
        for name, tree in modules()
        if tree.body and "/migrations/" not in name and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_tests_do_not_replace_our_own_code() -> None:
    """A test that patches the thing it tests proves nothing; a CONSTANT may be made smaller."""
    ours = "|".join(APPS)
    pattern = re.compile(
        rf"\b(?:mock\.patch|patch\(|MagicMock|monkeypatch\.setattr\(\s*[\"'](?:{ours})[\w.]*\.[a-z]\w*[\"'])"
    )
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.startswith("tests/") and name != "tests/test_house.py"
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_every_locked_package_has_hashes_and_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^([a-z0-9-]+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) > 30
        assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
        assert "://" not in text


def test_lock_holds_everything_that_is_declared() -> None:
    """`make lock` was run after the last change of pyproject.toml."""
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    runtime = declared.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    names = re.findall(r'^\s+"([a-zA-Z0-9-]+)', runtime, re.MULTILINE)
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert {name.lower() for name in names} <= locked


def test_every_imported_package_is_declared() -> None:
    """A package that only comes along with another one may go away with it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
    owners = importlib.metadata.packages_distributions()
    imported = {
        (name.split(".")[0], path)
        for path, tree in modules()
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    foreign = {
        (package, path) for package, path in imported if package not in {*sys.stdlib_module_names, *APPS}
    }
    normal = {name.lower().replace("_", "-") for name in declared}
    assert foreign
    assert [
        f"{path}: {package}"
        for package, path in sorted(foreign)
        if not normal & {owner.lower().replace("_", "-") for owner in owners.get(package, [])}
    ] == []
