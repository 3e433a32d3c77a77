"""The chain of decisions as its readers meet it: what counts, what is missing and why (AGR-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from agreement.adoption import Fact, Missing, Required, adopted_on, missing
from agreement.gathering import gather, keep
from agreement.models import AgreementVersion, DecisionRecord, RegistryNumber
from agreement.states import About, Act

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from agreement.models import Agreement, Party

# What only a decision's own page shows.
LONG_FIELDS = ("decision_text", "statement", "summary", "background")


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

    The decisions come without their long texts; each knows its party, registry number and agreement. `more` are
    further sets of rows that a page needs and wants to read at the same time.
    """

    def __init__(self, agreement: Agreement, **more: QuerySet[Any]) -> None:
        self.agreement = agreement
        self._more = more

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        agreement = self.agreement
        links = AgreementVersion.decisions.through.objects.filter(agreementversion__agreement=agreement)
        rows = gather(
            {
                **self._more,
                "parties": agreement.parties.all(),
                "versions": agreement.versions.shown().defer("frozen_at"),
                "required": agreement.required_decisions.all(),
                "decisions": agreement.decisions.defer(*LONG_FIELDS),
                "registries": RegistryNumber.objects.filter(party__agreement=agreement),
                "links": links,
            }
        )
        parties = {party.pk: party for party in rows["parties"]}
        registries = {each.pk: each for each in rows["registries"]}
        for each in (*rows["parties"], *rows["versions"]):
            each.agreement = agreement
        for each in rows["required"]:
            each.party = parties[each.party_id]
        for each in rows["registries"]:
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
