"""Plain tables, medians, and verdicts that only inform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

Say = Callable[[str], None]


def table(say: Say, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their headings; the first column to the left, figures to the right."""
    cells = [list(columns), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[number]) for row in cells) for number in range(len(columns))]
    say(title)
    for row in cells:
        first, *rest = (
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        say("  " + "   ".join([first, *rest]).rstrip())


def verdict(say: Say, what: str, measured: float, target: float, *, at_most: bool = False) -> None:
    """Say whether a ratio reaches its target."""
    good = measured <= target if at_most else measured >= target
    say(
        f"  {what}: {measured:.2f} ({'at most' if at_most else 'at least'} {target}: {'yes' if good else 'NO'})"
    )


def spread(values: Sequence[float], digits: int = 0) -> str:
    """The median, and from where to where the rounds went."""
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f}-{max(values):,.{digits}f})"
