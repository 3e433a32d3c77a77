"""`make test`, `make test-fast`, `make lint`: run the stages one after the other and say at the end what happened.

A stage that cannot run here says so in one line with the reason; in CI (CI=true) that counts as a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from scripts import ground

BIN = ground.VENV / "bin"
PYTEST = (str(ground.VENV_PYTHON), "-m", "pytest")
FAST = "not browser and not servers and not conformance"
# A process takes a part of the list that belongs together, so that what a module needs is made once.
SIDE_BY_SIDE = ("-n", "auto", "--dist", "worksteal")
IN_CI = os.environ.get("CI") == "true"
COUNTS = ("passed", "failed", "error", "no tests ran")


@dataclass(frozen=True)
class Stage:
    """One command, and the system packages without which it cannot run."""

    name: str
    command: Sequence[str]
    needs: frozenset[str] = frozenset()

    @property
    def is_pytest(self) -> bool:
        return "pytest" in self.command


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    return (str(ground.VENV_PYTHON), "manage.py", *arguments)


def tests(marks: str, *more: str) -> tuple[str, ...]:
    return (*PYTEST, "-q", "-m", marks, *more)


LINT = (
    Stage("style", tool("ruff", "check", "--quiet", ".")),
    Stage("format", tool("ruff", "format", "--check", "--quiet", ".")),
    Stage("spelling", tool("typos")),
    Stage("import order", tool("lint-imports", "--no-logo")),
    Stage("types", tool("mypy", ".")),
    Stage("templates", tool("djlint", "templates", "--lint", "--quiet")),
    Stage("system checks", manage("check", "--fail-level", "WARNING")),
    Stage("migrations", manage("makemigrations", "--check", "--dry-run")),
    Stage(
        "translations", (str(ground.VENV_PYTHON), "-m", "scripts.messages", "--check"), frozenset({"gettext"})
    ),
)
FAST_TESTS = Stage("fast tests, SQLite", tests(FAST, *SIDE_BY_SIDE))
# What one waits for while writing: without the crawls, long tables and stories that are marked slow.
QUICK_TESTS = Stage("fast tests, SQLite, without the slow ones", tests(f"{FAST} and not slow", *SIDE_BY_SIDE))
ALL = (
    *LINT,
    FAST_TESTS,
    Stage(
        "fast tests, PostgreSQL",
        (str(ground.VENV_PYTHON), "scripts/with_servers", "--postgres", *tests(FAST, *SIDE_BY_SIDE)),
        frozenset({"postgresql"}),
    ),
    Stage("server tests", tests("servers and not browser"), frozenset({"postgresql", "redis-server"})),
    Stage(
        "browser tests",
        tests("browser", "-n", "2"),
        frozenset({"chromium", "postgresql", "redis-server", "poppler-utils"}),
    ),
    Stage(
        "conformance tests",
        tests("conformance"),
        frozenset({"default-jdk-headless", "qpdf", "poppler-utils"}),
    ),
)
PLANS = {"all": ALL, "fast": (QUICK_TESTS,), "lint": LINT}


def run(stage: Stage, environment: dict[str, str]) -> tuple[int, str]:
    """The exit code, and for pytest its closing line. Everything the stage prints is passed on as it comes."""
    process = subprocess.Popen(
        stage.command,
        cwd=ground.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    closing = ""
    for line in process.stdout or ():
        sys.stdout.write(line)
        sys.stdout.flush()
        if stage.is_pytest and " in " in line and any(word in line for word in COUNTS):
            closing = line.strip(" =\n")
    code = process.wait()
    return code, closing


def prepare(plan: str) -> dict[str, str]:
    """Install what the plan needs; return the packages that are missing still, with the reason to print."""
    missing = (
        {part.package: part.why for part in ground.install_system_parts(ground.TO_TEST)}
        if plan == "all"
        else {}
    )
    ground.require_system_parts(ground.TO_RUN)
    ground.prepare_venv(dev=True)
    subprocess.run([ground.VENV_PYTHON, "-m", "scripts.compile_messages"], cwd=ground.ROOT, check=True)
    if plan == "all" and "npm" not in missing:
        ground.prepare_node()
    if plan != "all":
        missing = {part.package: part.why for part in ground.missing(ground.TO_TEST)}
    return missing


def main() -> int:
    plan = sys.argv[1] if len(sys.argv) == 2 else "all"
    try:
        missing = prepare(plan)
    except ground.CannotGoOn as reason:
        print(reason, file=sys.stderr)
        return 1
    environment = {**os.environ, "DEBUG": "1"}
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEMO", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)  # a developer's own servers are not for tests
    if environment.pop("PYTHONDONTWRITEBYTECODE", None):
        # Every process would compile every test anew. What is compiled goes where it is in nobody's way.
        environment["PYTHONPYCACHEPREFIX"] = str(ground.VENV / "compiled")
    summary, failed, skipped = [], 0, 0
    for stage in PLANS[plan]:
        lacking = sorted(stage.needs & set(missing))
        if lacking:
            skipped += 1
            summary.append(f"  not run  {stage.name}: {ground.line_to_type(lacking)}")
            continue
        ground.say(f"\n--- {stage.name}")
        begun = time.monotonic()
        code, closing = run(stage, environment)
        failed += code != 0
        seconds = time.monotonic() - begun
        summary.append(
            f"  {'ok' if code == 0 else 'FAILED':7}  {stage.name} ({seconds:.0f} s) {closing}".rstrip()
        )
    ground.say("\n" + "\n".join(summary))
    if failed or (skipped and IN_CI):
        ground.say(f"\n{failed} of {len(PLANS[plan])} stages failed, {skipped} not run.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
