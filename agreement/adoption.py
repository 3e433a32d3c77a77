"""When a text counts as adopted: every party's required decision is there (AGR-09). Pure; the rows come as facts.

The rule in one table, which the tests read (tests/agreement/adoption_table.py): a requirement is met by a decision of
that party (and of that body, where one is named) that decides, is about adoption, has a date and is not corrected by
a later one. What comes closest to it is the reason why it is still missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from agreement.content_files import normalised
from agreement.states import About, Act

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from agreement.models import Agreement, AgreementVersion, DecisionRecord
    from agreement.querysets import DecisionQuerySet


class Why(TextChoices):
    """Why a required decision does not count yet."""

    NONE = "none", _("No decision has been recorded")
    PROPOSED = "proposed", _("Only a proposal has been recorded")
    OTHER_BODY = "other_body", _("Only another body's decision has been recorded")
    UNDATED = "undated", _("The date of the decision is not known")


@dataclass(frozen=True)
class Required:
    """A decision that a text needs. Without a body, any body of the party will do."""

    party_id: int | None
    party: str
    body: str = ""


@dataclass(frozen=True)
class Fact:
    """What counts of a recorded decision."""

    party_id: int | None
    body: str
    act: str
    about: str
    decided_on: dt.date | None
    corrected: bool = False


@dataclass(frozen=True)
class Missing:
    """A required decision that is not there, and why."""

    required: Required
    why: Why


def _speaks_of(required: Required, fact: Fact) -> bool:
    same_body = not required.body or _same(required.body, fact.body)
    return (
        fact.party_id == required.party_id
        and same_body
        and fact.about == About.ADOPTION
        and not fact.corrected
    )


def _same(one: str, other: str) -> bool:
    """The same name, however it was typed."""
    return normalised(one).casefold() == normalised(other).casefold()


def _counting(required: Required, facts: Iterable[Fact]) -> list[dt.date]:
    return [
        fact.decided_on
        for fact in facts
        if _speaks_of(required, fact) and fact.act == Act.DECIDES and fact.decided_on is not None
    ]


def missing(required: Sequence[Required], facts: Sequence[Fact]) -> list[Missing]:
    """The required decisions that are not there, each with its reason; empty means that the text is adopted."""
    found = []
    for each in required:
        if _counting(each, facts):
            continue
        found.append(Missing(each, _why(each, facts)))
    return found


def _why(required: Required, facts: Sequence[Fact]) -> Why:
    """What comes closest. A proposal may be another body's: boards propose what assemblies decide."""
    if any(_speaks_of(required, fact) and fact.act == Act.DECIDES for fact in facts):
        return Why.UNDATED
    of_party = Required(required.party_id, required.party)
    acts = {fact.act for fact in facts if _speaks_of(of_party, fact)}
    if Act.DECIDES in acts:
        return Why.OTHER_BODY
    return Why.PROPOSED if Act.PROPOSES in acts else Why.NONE


def met_by(fact: Fact, required: Iterable[Required]) -> set[Required]:
    """Which of the required decisions this one is."""
    return {each for each in required if _counting(each, [fact])}


def adopted_on(required: Sequence[Required], facts: Sequence[Fact]) -> dt.date | None:
    """The day of the last required decision (a Swedish date), or None while one is missing or none is required."""
    if not required or missing(required, facts):
        return None
    return max(min(_counting(each, facts)) for each in required)


def in_force(
    versions: Iterable[AgreementVersion], day: dt.date, is_adopted: Callable[[AgreementVersion], bool]
) -> AgreementVersion | None:
    """Which of the `versions` that the public sees is in force on `day` (a Swedish date), if any is.

    A version that every party has decided goes before one with decisions missing (AGR-09); then the newest date
    counts, and a version without a date only where none has one. `is_adopted` is asked only where there is a choice.
    """
    begun = sorted(
        (each for each in versions if each.is_current_on(day)),
        key=lambda each: (each.in_force_from.toordinal() if each.in_force_from else 0, each.pk),
        reverse=True,
    )
    if len(begun) < 2:
        return begun[0] if begun else None
    return min(begun, key=lambda each: not is_adopted(each))


def requirements(agreement: Agreement, subject: str) -> list[Required]:
    """What a text of that kind needs in this agreement; where nothing is set, one decision of every party."""
    return requirements_of([agreement], subject)[agreement.pk]


def requirements_of(agreements: Iterable[Agreement], subject: str) -> dict[int, list[Required]]:
    """The same for many agreements by their keys, at no more queries than for one."""
    alone = {agreement.pk: agreement for agreement in agreements}
    found: dict[int, list[Required]] = {pk: [] for pk in alone}
    some = next(iter(alone.values()), None)
    if some is None:
        return found
    rules = some.required_decisions.model.objects.filter(agreement__in=alone, subject=subject)
    for row in rules.select_related("party"):
        found[row.agreement_id].append(Required(row.party_id, row.party.name, row.body))
    without = [pk for pk, rows in found.items() if not rows]
    if without:
        for party in some.parties.model.objects.filter(agreement__in=without):
            found[party.agreement_id].append(Required(party.pk, party.name))
    return found


def facts(decisions: DecisionQuerySet) -> list[Fact]:
    """The recorded decisions as facts; a decision that a later one corrects does not count."""
    return facts_of(decisions.prefetch_related("corrections"))


def facts_of(rows: Iterable[DecisionRecord]) -> list[Fact]:
    """The same from rows that come with their corrections."""
    return [fact_of(row, corrected=bool(row.corrections.all())) for row in rows]


def fact_of(row: DecisionRecord, *, corrected: bool = False) -> Fact:
    """What counts of one."""
    return Fact(row.party_id, row.body, row.act, row.about, row.decided_on, corrected)
