"""The chain of decisions as its readers meet it: what counts, what is missing and why (AGR-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from agreement.adoption import Fact, Missing, Required, adopted_on, in_force, missing
from agreement.gathering import gather, keep
from agreement.models import AgreementVersion, DecisionRecord, Party, RegistryNumber, RequiredDecision
from agreement.states import About, Act, Subject

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from agreement.models import Agreement, Document

# What only a decision's own page shows.
LONG_FIELDS = ("decision_text", "statement", "summary", "background")
# What each agreement has for itself; the other records are found through these.
OWN = ("parties", "versions", "required", "decisions")


@dataclass(frozen=True)
class ChainStep:
    """A decision, or the place where one is missing, as components/decision_chain.html shows it."""

    party: str
    body: str
    act: str = ""
    decides: bool = False
    date: dt.date | None = None
    paragraph: str = ""
    registry: str = ""
    url: str = ""
    counted: bool = False
    why: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Chain:
    """What the decisions about a text add up to."""

    steps: list[ChainStep]
    required: int
    missing: int
    adopted_on: dt.date | None

    @property
    def is_complete(self) -> bool:
        """Whether every required decision is there, which makes the text adopted."""
        return self.adopted_on is not None

    @property
    def there(self) -> int:
        return self.required - self.missing


class Records:
    """An agreement's parties, versions, recorded decisions and required decisions, all read by one query.

    Each decision knows its party, registry number and agreement; of its long texts those are read that are named in
    `long`. `more` are further sets of rows that a page needs and wants to read at the same time.
    """

    def __init__(self, agreement: Agreement, *, long: Collection[str] = (), **more: QuerySet[Any]) -> None:
        self.agreement = agreement
        self._long = long
        self._more = more

    @classmethod
    def of_all(cls, agreements: Collection[Agreement]) -> list[Self]:
        """The records of several agreements, in their order, all read by one query."""
        rows = gather(_sets(agreements)) if agreements else {}
        found = []
        for agreement in agreements:
            records = cls(agreement)
            own = {name: [row for row in rows[name] if row.agreement_id == agreement.pk] for name in OWN}
            records._rows = records._tied({**rows, **own})
            found.append(records)
        return found

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        return self._tied(gather({**self._more, **_sets([self.agreement], long=self._long)}))

    def _tied(self, rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The rows, each knowing those of its agreement that it belongs to."""
        agreement = self.agreement
        parties = {party.pk: party for party in rows["parties"]}
        registries = {each.pk: each for each in rows["registries"] if each.party_id in parties}
        for each in (*rows["parties"], *rows["versions"]):
            each.agreement = agreement
        for each in rows["required"]:
            each.party = parties[each.party_id]
        for each in registries.values():
            each.party = parties[each.party_id]
        for each in rows["decisions"]:
            each.agreement = agreement
            each.party = parties.get(each.party_id)
            each.registry = registries.get(each.registry_id)
        keep(agreement, "parties", rows["parties"])
        return rows

    def more(self, name: str) -> list[Any]:
        """One of the further sets."""
        return self._rows[name]

    @property
    def parties(self) -> list[Party]:
        return self._rows["parties"]

    @property
    def versions(self) -> list[AgreementVersion]:
        """Those that the public sees."""
        return self._rows["versions"]

    @property
    def decisions(self) -> list[DecisionRecord]:
        """In the order in which they were made, as far as that is known."""
        return self._rows["decisions"]

    @property
    def newest_first(self) -> list[DecisionRecord]:
        """The decisions by date; those whose date is not known stand last, where their gap is seen."""
        return sorted(self.decisions, key=_age, reverse=True)

    def number_of(self, row: Document | DecisionRecord) -> str:
        """The registry number of a row of this agreement, if it has one."""
        found = (each.number for each in self._rows["registries"] if each.pk == row.registry_id)
        return next(found, "")

    @cached_property
    def in_force(self) -> AgreementVersion | None:
        """The version in force today (Swedish date), by the rule of `adoption.in_force`."""

        def is_adopted(version: AgreementVersion) -> bool:
            return self.chain(Subject.AGREEMENT, self.of_version(version)).is_complete

        return in_force(self.versions, timezone.localdate(), is_adopted)

    def required(self, subject: str) -> list[Required]:
        """What a text of that kind needs; where nothing is set, one decision of every party (AGR-09)."""
        rows = [
            Required(row.party_id, row.party.name, row.body)
            for row in self._rows["required"]
            if row.subject == subject
        ]
        return rows or [Required(party.pk, party.name) for party in self.parties]

    def of_version(self, version: AgreementVersion) -> list[DecisionRecord]:
        """The decisions about one version."""
        wanted = {
            row.decisionrecord_id for row in self._rows["links"] if row.agreementversion_id == version.pk
        }
        return [each for each in self.decisions if each.pk in wanted]

    def chain(self, subject: str, decisions: Iterable[DecisionRecord]) -> Chain:
        """What `decisions` add up to for a text of that kind."""
        corrected = {each.corrects_id for each in self.decisions if each.corrects_id}
        return build(
            self.required(subject), list(decisions), corrected=corrected, region=self.agreement.region.slug
        )


def _age(row: DecisionRecord) -> tuple[bool, int, int, int]:
    day = row.decided_on
    return (day is not None, day.toordinal() if day else 0, row.order, row.pk)


def _sets(agreements: Collection[Agreement], *, long: Collection[str] = ()) -> dict[str, QuerySet[Any]]:
    """What there is to read about `agreements`."""
    links = AgreementVersion.decisions.through.objects
    unread = [name for name in LONG_FIELDS if name not in long]
    return {
        "parties": Party.objects.filter(agreement__in=agreements),
        "versions": AgreementVersion.objects.filter(agreement__in=agreements).shown().defer("frozen_at"),
        "required": RequiredDecision.objects.filter(agreement__in=agreements),
        "decisions": DecisionRecord.objects.filter(agreement__in=agreements).defer(*unread),
        "registries": RegistryNumber.objects.filter(party__agreement__in=agreements),
        "links": links.filter(agreementversion__agreement__in=agreements),
    }


def build(
    required: Sequence[Required],
    decisions: Sequence[DecisionRecord],
    *,
    corrected: Collection[int],
    region: str,
) -> Chain:
    """The chain: every decision in order with whether it counts, and then what is missing. Pure.

    `corrected`: the ids of decisions that a later one corrects; those do not count.
    """
    gaps = missing(required, [_fact(each, corrected) for each in decisions])
    steps = [_step(each, required, corrected, region) for each in decisions]
    return Chain(
        steps=[*steps, *(_gap(each) for each in gaps)],
        required=len(required),
        missing=len(gaps),
        adopted_on=adopted_on(required, [_fact(each, corrected) for each in decisions]),
    )


def _fact(row: DecisionRecord, corrected: Collection[int]) -> Fact:
    return Fact(row.party_id, row.body, row.act, row.about, row.decided_on, corrected=row.pk in corrected)


def _step(
    row: DecisionRecord, required: Sequence[Required], corrected: Collection[int], region: str
) -> ChainStep:
    fact = _fact(row, corrected)
    counted = any(not missing([each], [fact]) for each in required)
    return ChainStep(
        party=row.party.name if row.party else "",
        body=row.body,
        act=row.get_act_display(),
        decides=row.act == Act.DECIDES,
        date=row.decided_on,
        paragraph=row.paragraph,
        registry=row.registry.number if row.registry else "",
        url=reverse("agreement:decision", args=[region, row.slug]),
        counted=counted,
        why="" if counted else _why_not(fact),
    )


def _why_not(fact: Fact) -> str:
    """Why a decision does not count in the chain, as a sentence."""
    if fact.act == Act.PROPOSES:
        return _("A proposal does not count as a decision.")
    if fact.corrected:
        return _("A later decision corrects it.")
    if fact.about != About.ADOPTION:
        return _("It is about something else than adopting the text.")
    if fact.decided_on is None:
        return _("The date of the decision is not known.")
    return _("The text does not need a decision by this body.")


def _gap(gap: Missing) -> ChainStep:
    required = gap.required
    return ChainStep(
        party=required.party if required.body else "",
        body=required.body or required.party,
        act=_("Required decision"),
        why=f"{gap.why.label}.",
        missing=True,
    )
