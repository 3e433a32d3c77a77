"""The decisions of a case as a chain, for the case page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.record import paragraph, what
from membership.states import DECIDED, Outcome
from membership.told import is_of_record
from membership.voices import took_part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership.models import Decision
    from membership.voices import TookPart

register = template.Library()


@dataclass(frozen=True)
class Link:
    """One decision: who took part, the one that it follows in words, and whether it is the one that counts."""

    decision: Decision
    took_part: TookPart
    title: str
    follows: str
    counts: bool


@register.filter
def as_chain(rows: Iterable[dict[str, Any]]) -> list[Link]:
    """Oldest first, from rows that hold a `decision` each. Asks nothing but their body and who recorded them."""
    decisions = sorted((row["decision"] for row in rows), key=lambda each: each.pk)
    by_key = {each.pk: each for each in decisions}
    return [
        Link(
            decision=each,
            took_part=took_part(each),
            title=what(each),
            follows=_follows(each, by_key.get(each.corrects_id or 0)),
            counts=each is decisions[-1] and each.application.status in DECIDED,
        )
        for each in decisions
    ]


def _follows(decision: Decision, before: Decision | None) -> str:
    if before is None:
        return ""
    values = {"day": f"{date_format(before.decided_on, 'j F Y')}{paragraph(before)}"}
    if decision.outcome == Outcome.TAKEN_BACK:
        return _("Takes back the decision of %(day)s.") % values
    if before.outcome == Outcome.TAKEN_BACK:
        return _("Decided anew; the decision of %(day)s was taken back.") % values
    if is_of_record(decision):
        return _("Corrects what was noted about the decision of %(day)s. The outcome is the same.") % values
    return _("Replaces the decision of %(day)s.") % values
