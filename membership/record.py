"""What a decision's record says, in words: the five facts of FL 31 § and what belongs to them (LAW-F3).

Read by the letters, the applicant's page, the case page and the minutes extract, so that all four say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.states import Manner, Outcome
from membership.voices import took_part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership.models import Decision
    from membership.voices import Seated


@dataclass(frozen=True)
class Fact:
    """A line of the record: what it is, and what it says. Several people stand one to a line."""

    label: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "; ".join(self.lines)

    @property
    def value(self) -> str:
        return self.text

    @property
    def value_list(self) -> tuple[str, ...]:
        """For the component that draws facts: a list where there are several."""
        return self.lines if len(self.lines) > 1 else ()


def how(decision: Decision) -> str:
    """By whom, on which day, how and under which paragraph, as a sentence."""
    values = {"body": decision.body.name, "day": date_format(decision.decided_on, "j F Y")}
    if decision.manner == Manner.POSITIONS:
        sentence = _("%(body)s decided on %(day)s, without a meeting") % values
    else:
        sentence = _("%(body)s decided at its meeting on %(day)s") % values
    return f"{sentence}{paragraph(decision)}."


def paragraph(decision: Decision) -> str:
    """`, § 12`, or nothing where the decision stands in no minutes."""
    return f", §\N{NO-BREAK SPACE}{decision.paragraph}" if decision.paragraph else ""


def by_whom(decision: Decision) -> str:
    """The group, the day and the paragraph, where there is one."""
    day = date_format(decision.decided_on, "j F Y")
    return ", ".join([decision.body.name, day, *([f"§ {decision.paragraph}"] if decision.paragraph else [])])


def what(decision: Decision) -> str:
    """What was decided, in two or three words."""
    return {
        Outcome.APPROVED: _("The application is approved"),
        Outcome.DECLINED: _("The application is not approved"),
        Outcome.TAKEN_BACK: _("The decision is taken back"),
    }[Outcome(decision.outcome)]


def exception(decision: Decision) -> str:
    """That the rule of where an organisation is active was set aside, if it was (MEM-04)."""
    if not decision.is_exception:
        return ""
    return _("The organisation is not active as widely as the agreement asks. The group made an exception.")


def facts(decision: Decision, *, with_votes: bool = False) -> list[Fact]:
    """The day, what was decided, who decided, who recorded it, who else took part; then dissent and the rest.

    How each person voted is for the group's own record (`with_votes`). A line that has nothing to say is left out, and
    so are the people of decisions that were recorded before the portal kept them.
    """
    people = took_part(decision)
    day = date_format(decision.decided_on, "j F Y")
    lines = [
        (_("Day"), [f"{day}{paragraph(decision)}"]),
        (_("Registry number"), [decision.registry_number]),
        (_("Decision"), [what(decision)]),
        (_("Exception"), [exception(decision)]),
        (_("Decided once more"), [decision.get_anew_display()]),
        (_("Decided by"), [decision.body.name, *_people(people.voices, with_votes=with_votes)]),
        (_("Recorded by"), [str(decision.recorded_by)]),
        (_("Also took part"), _people(people.others)),
        (_("Was there without deciding"), [decision.also_there]),
        (_("Took no part, for a conflict of interest"), _people(people.recused)),
        (_("Why the voices were not equally many"), [decision.unequal_reason]),
        (_("Dissenting opinion"), [decision.dissent]),
    ]
    found = [Fact(label, tuple(line for line in said if line)) for label, said in lines]
    return [fact for fact in found if fact.lines]


def changes(decision: Decision) -> list[tuple[str, str, str]]:
    """What a correction of the record changed: what it is about, what stood there, and what stands there now."""
    old = decision.corrects
    if old is None:
        return []
    before = {each.label: each.text for each in facts(old)}
    after = {each.label: each.text for each in facts(decision)}
    ours = {_("Recorded by")}  # who holds the pen differs by nature
    labels = [label for label in dict.fromkeys([*before, *after]) if label not in ours]
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _people(seats: Iterable[Seated], *, with_votes: bool = False) -> list[str]:
    return [_person(seat, with_votes) for seat in seats]


def _person(seat: Seated, with_votes: bool) -> str:
    about = [seat.party]
    if seat.stepped_in:
        about.append(_("stepped in as alternate"))
    if with_votes and seat.voice and seat.said:
        about.append(seat.said.lower())
    return f"{seat.name} ({', '.join(part for part in about if part)})"
