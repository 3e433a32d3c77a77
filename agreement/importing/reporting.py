"""What an import did, in lines for a person: where everything went, what was guessed, what has no place."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreement.importing.accounting import regrouped, said_by_form, shown_later, spare_headings
from agreement.importing.result import LEFT_OUT, Fate, ParsedText
from agreement.states import Binds, PartKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agreement.importing.result import Note, ParsedPrinciple

SHOWN = 100  # characters of a line


def report(parsed: ParsedText) -> list[str]:
    """The whole account, a line each, in the language that is active."""
    return [
        *_what(parsed),
        *_where(parsed),
        *_left_out(parsed),
        *_by_form(parsed),
        *_guesses(parsed),
        *_order(parsed),
        *_unplaced(parsed),
        _sum(parsed),
    ]


def place_name(parsed: ParsedText, place: str) -> str:
    """A place such as `principles/2/meaning` in words."""
    match place.split("/"):
        case ["title", _index]:
            return _("Title")
        case ["goals_heading"]:
            return _("Heading of the goals")
        case ["principles_heading"]:
            return _("Heading of the principles")
        case ["areas_heading"]:
            return _("Heading of the areas")
        case ["goals", index]:
            return _("Goal %(number)s") % {"number": int(index) + 1}
        case ["parts", index, name]:
            heading = parsed.parts[int(index)].heading
            text = _("Part “%(heading)s”, heading") if name == "heading" else _("Part “%(heading)s”, text")
            return text % {"heading": heading}
        case ["principles", index, *rest]:
            return _of_principle(int(index) + 1, parsed.principles[int(index)].name, rest)
        case ["areas", index, *rest]:
            return _of_area(int(index) + 1, parsed.areas[int(index)].name, rest)
    raise KeyError(place)


def line_numbers(numbers: Iterable[int]) -> str:
    """`3, 5–9, 12`"""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _lines(numbers: list[int]) -> str:
    several = len(set(numbers))
    return ngettext("line %(numbers)s", "lines %(numbers)s", several) % {"numbers": line_numbers(numbers)}


def _of_principle(number: int, name: str, rest: list[str]) -> str:
    values = {"number": number, "name": name}
    match rest:
        case ["name"]:
            return _("Principle %(number)s “%(name)s”, name") % values
        case ["meaning"]:
            return _("Principle %(number)s “%(name)s”, meaning") % values
        case ["labels"]:
            return _("Principle %(number)s “%(name)s”, label") % values
        case ["commitments", which]:
            return _("Principle %(number)s “%(name)s”, commitment %(which)s") % {
                **values,
                "which": int(which) + 1,
            }
    raise KeyError("/".join(rest))


def _of_area(number: int, name: str, rest: list[str]) -> str:
    values = {"number": number, "name": name}
    match rest:
        case ["name"]:
            return _("Area %(number)s “%(name)s”, name") % values
        case ["text"]:
            return _("Area %(number)s “%(name)s”, text") % values
        case ["labels"]:
            return _("Area %(number)s “%(name)s”, label") % values
        case ["actions", which]:
            return _("Area %(number)s “%(name)s”, action %(which)s") % {**values, "which": int(which) + 1}
    raise KeyError("/".join(rest))


def _what(parsed: ParsedText) -> Iterator[str]:
    yield _("Read as an agreement.") if parsed.kind == "agreement" else _("Read as an action plan.")
    if parsed.title:
        yield _("Title: %(title)s") % {"title": " · ".join(parsed.title)}
    if parsed.kind == "plan":
        if parsed.period:
            yield _("Period: %(begins)s to %(ends)s, from “%(source)s” in the text.") % {
                "begins": date_format(parsed.period.begins),
                "ends": date_format(parsed.period.ends),
                "source": parsed.period.source,
            }
        else:
            yield _("No period was found.")
    missing = {PartKind.VISION, PartKind.PURPOSE} - {part.kind for part in parsed.parts}
    if parsed.kind == "agreement":
        for kind in (PartKind.VISION, PartKind.PURPOSE):
            if kind in missing:
                yield _("Not found: %(part)s.") % {"part": kind.label}
        if not parsed.goals:
            yield _("Not found: goals.")
        if not parsed.principles:
            yield _("Not found: principles.")


def _where(parsed: ParsedText) -> Iterator[str]:
    """Each place with the lines that went there; commitments of a principle are counted by whom they bind."""
    at: dict[str, list[int]] = defaultdict(list)
    for line in parsed.lines:
        for place in line.places:
            owner, *rest = place.split("/")
            at[
                owner.removesuffix("_heading") if owner.startswith("goals") else "/".join([owner, *rest[:1]])
            ].append(line.number)

    def lines_of(owner: str) -> str:
        return _lines(at[owner])

    for index, part in enumerate(parsed.parts):
        yield _("Part “%(heading)s” (%(kind)s): %(lines)s") % {
            "heading": part.heading,
            "kind": part.kind.label,
            "lines": lines_of(f"parts/{index}"),
        }
    if parsed.goals or parsed.goals_heading:
        count = len(parsed.goals)
        yield ngettext("%(count)s goal: %(lines)s", "%(count)s goals: %(lines)s", count) % {
            "count": count,
            "lines": lines_of("goals"),
        }
    for index, principle in enumerate(parsed.principles):
        yield _("Principle %(number)s “%(name)s”: %(lines)s") % {
            "number": principle.number,
            "name": principle.name,
            "lines": lines_of(f"principles/{index}"),
        } + _holds(principle)
    for index, area in enumerate(parsed.areas):
        count = len(area.actions)
        yield ngettext(
            "Area %(number)s “%(name)s”: %(lines)s; %(count)s action",
            "Area %(number)s “%(name)s”: %(lines)s; %(count)s actions",
            count,
        ) % {"number": area.number, "name": area.name, "lines": lines_of(f"areas/{index}"), "count": count}
    for milestone in parsed.milestones:
        yield _("Milestone %(year)s: %(text)s") % {"year": milestone.year, "text": _short(milestone.text)}


def _holds(principle: ParsedPrinciple) -> str:
    """What a principle has and has not, behind its lines."""
    if not principle.meaning and not principle.commitments:
        return "; " + _("only the name, no meaning")
    said = []
    if not principle.meaning:
        said.append(_("no meaning"))
    for binds, group in itertools.groupby(
        sorted(principle.commitments, key=lambda each: each.binds), key=lambda each: each.binds
    ):
        count = len(list(group))
        said.append(
            ngettext("%(count)s commitment (%(binds)s)", "%(count)s commitments (%(binds)s)", count)
            % {"count": count, "binds": Binds(binds).label}
        )
    return "".join(f"; {each}" for each in said)


def _left_out(parsed: ParsedText) -> Iterator[str]:
    names = {
        Fate.PAGE_NUMBER: _("Page numbers, left out: %(lines)s"),
        Fate.RUNNING_HEAD: _("Headers and footers of the page, left out: %(lines)s"),
        Fate.CONTENTS: _("Table of contents, left out: %(lines)s"),
        Fate.RULE: _("Lines without any letter, left out: %(lines)s"),
    }
    for fate in LEFT_OUT:
        lines = [line for line in parsed.lines if line.fate is fate]
        if lines:
            yield names[fate] % {"lines": _lines([line.number for line in lines])}
            # Whoever reads this sees whether it was text.
            yield "  " + " · ".join(dict.fromkeys(_short(" ".join(line.text.split())) for line in lines))


def _by_form(parsed: ParsedText) -> Iterator[str]:
    """Words that are in no row: labels and headings that became the form of the draft, other spellings of a name."""
    at: dict[str, list[int]] = defaultdict(list)
    for line in said_by_form(parsed):
        at[" ".join(line.text.split())].append(line.number)
    if at:
        yield _("Said by the form of the draft, not in these words:")
    for words, numbers in at.items():
        yield "  " + _("%(lines)s: %(text)s") % {"lines": _lines(numbers), "text": words}
    if headings := spare_headings(parsed):
        yield _("Headings without a row of their own stand last in the draft: %(headings)s") % {
            "headings": " · ".join(headings)
        }


def _order(parsed: ParsedText) -> Iterator[str]:
    """What a page shows in another order than the document."""
    if parsed.kind == "agreement" and (late := shown_later(parsed)):
        yield _(
            "Please check: the page shows background, vision and purpose first, then goals, principles and the rest. "
            "These come later there than in the document: %(names)s"
        ) % {"names": " · ".join(late)}
    if parsed.kind == "agreement" and (names := regrouped(parsed)):
        yield _(
            "Please check: the page groups commitments by whom they bind. Their order differs from the document in: "
            "%(names)s"
        ) % {"names": " · ".join(names)}


def _guesses(parsed: ParsedText) -> Iterator[str]:
    """What to look at; the same guess about several lines is said once."""
    grouped: dict[str, list[Note]] = defaultdict(list)
    for note in parsed.notes:
        grouped[str(note.message)].append(note)
    for message, notes in grouped.items():
        where = ", ".join(
            (_("line %(line)s “%(text)s”") if note.about else _("line %(line)s"))
            % {"line": note.line, "text": _short(note.about)}
            for note in notes
            if note.line
        )
        if where:
            yield _("Please check: %(message)s (%(where)s)") % {"message": message, "where": where}
        else:
            yield _("Please check: %(message)s") % {"message": message}


def _unplaced(parsed: ParsedText) -> Iterator[str]:
    count = len(parsed.unplaced)
    if not count:
        yield _("Every line has its place.")
        return
    yield ngettext(
        "%(count)s line could not be placed and stands last in the draft:",
        "%(count)s lines could not be placed and stand last in the draft:",
        count,
    ) % {"count": count}
    for line in parsed.unplaced:
        yield "  " + _("line %(line)s: %(text)s") % {"line": line.number, "text": line.text.strip()}


def _sum(parsed: ParsedText) -> str:
    def count(*fates: Fate) -> int:
        return sum(line.fate in fates for line in parsed.lines)

    return _(
        "%(all)s lines: %(placed)s placed, %(left_out)s left out, %(blank)s blank, %(unplaced)s without a place."
    ) % {
        "all": len(parsed.lines),
        "placed": count(Fate.PLACED),
        "left_out": count(*LEFT_OUT),
        "blank": count(Fate.BLANK),
        "unplaced": count(Fate.UNPLACED),
    }


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
