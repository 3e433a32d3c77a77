"""Draw the states from the table of steps into docs/architecture.md; with --check only say whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from membership.states import APPLICATION_STEPS, SIGNING_STEPS, Signing, Status
from steps.states import Step

PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
BEGIN, END = "<!-- states:begin -->\n", "<!-- states:end -->"


def picture(steps: tuple[Step, ...], first: str) -> str:
    """One state diagram in Mermaid's language, which Git hosts draw."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for step in steps:
        who = " or ".join(sorted(step.by))
        lines.append(f"    {step.source} --> {step.target}: {step.name} ({who})")
    targets = {step.target for step in steps} - {step.source for step in steps}
    lines += [f"    {state} --> [*]" for state in sorted(targets)]
    return "\n".join([*lines, "```"])


def drawn() -> str:
    """Both diagrams, as they belong between the marks."""
    return (
        "The application:\n\n"
        + picture(APPLICATION_STEPS, Status.DRAFT.value)
        + "\n\nThe signing document of an approved application; only `registered` makes a member:\n\n"
        + picture(SIGNING_STEPS, Signing.AWAITING.value)
        + "\n"
    )


def page_with_picture(page: str) -> str:
    """The page with fresh diagrams between its marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}{drawn()}{END}{after}"


def main() -> int:
    """Write the page, or (with --check) exit 1 when it is out of date."""
    page = PAGE.read_text(encoding="utf-8")
    fresh = page_with_picture(page)
    if "--check" in sys.argv:
        return int(fresh != page)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
