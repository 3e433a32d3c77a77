"""The table of adoption, line by line; and that recorded rows become the facts it speaks of."""

from __future__ import annotations

import datetime as dt

import pytest

from agreement import adoption, services
from agreement.adoption import Fact, Required, Why
from agreement.exceptions import DecisionsMissing, NothingToAdopt, TextHasChanged
from agreement.models import AgreementVersion, DecisionRecord, RequiredDecision
from agreement.states import About, Act, Subject, TextState
from tests.agreement.adoption_table import TABLE
from tests.agreement.texts import DECIDED, decide, make_plan, make_version
from tests.factories import make_operator, make_region

PARTIES = {"R": 1, "L": 2, "C": 3, "?": None}
LINES = [[cell.strip(" ") for cell in line.split("|")] for line in TABLE.splitlines() if line.strip()]


def required(cell: str) -> list[Required]:
    named = [each.strip().partition(":") for each in cell.split(",") if each != "-"]
    return [Required(PARTIES[party] or 0, party, body) for party, _colon, body in named]


def recorded(cell: str) -> list[Fact]:
    found = []
    for each in cell.split(";"):
        if each.strip(" ") == "-":
            continue
        who, act, about, date, *more = each.strip(" ").split(" ")
        party, _colon, body = who.partition(":")
        assert act in Act.values
        assert about in About.values
        day = None if date == "-" else dt.date.fromisoformat(date)
        found.append(Fact(PARTIES[party], body, act, about, day, corrected=more == ["corrected"]))
    return found


@pytest.mark.parametrize(("name", "needs", "has", "expected"), LINES, ids=[line[0] for line in LINES])
def test_table_of_adoption(name: str, needs: str, has: str, expected: str) -> None:
    chain, facts = required(needs), recorded(has)
    gaps = adoption.missing(chain, facts)
    day = adoption.adopted_on(chain, facts)
    if ":" in expected:
        assert ", ".join(f"{gap.required.party}:{gap.why}" for gap in gaps) == expected
        assert day is None
    else:
        assert gaps == []
        assert str(day or "never") == expected


def test_every_reason_stands_in_the_table() -> None:
    reasons = {gap.split(":")[1].strip() for line in LINES for gap in line[3].split(",") if ":" in gap}
    assert reasons == set(Why.values)


def test_order_of_the_records_does_not_matter() -> None:
    for name, needs, has, expected in LINES:
        backwards = list(reversed(recorded(has)))
        assert {gap.why for gap in adoption.missing(required(needs), backwards)} == {
            gap.why for gap in adoption.missing(required(needs), recorded(has))
        }, (name, expected)


# --- From rows -----------------------------------------------------------------------------------------


@pytest.fixture
def version(db: None) -> AgreementVersion:
    return make_version(make_region())


def whys(version: AgreementVersion) -> list[str]:
    return [gap.why for gap in services.missing_decisions(version)]


def test_without_a_rule_every_party_decides(version: AgreementVersion) -> None:
    assert whys(version) == ["none", "none", "none"]
    for party in version.agreement.parties.all():
        decide(version, party)
    assert whys(version) == []


def test_the_rule_of_the_agreement_is_followed(version: AgreementVersion) -> None:
    region_party, _county, civil = version.agreement.parties.all()
    for party, body in ((region_party, "Regionfullmäktige"), (civil, "")):
        RequiredDecision.objects.create(
            agreement=version.agreement, subject=Subject.AGREEMENT, party=party, body=body
        )
    decide(version, region_party, body="Regionstyrelsen")
    decide(version, civil, body="Styrelsen")
    assert whys(version) == ["other_body"]
    decide(version, region_party, "beslut-2", body="Regionfullmäktige")
    assert whys(version) == []


def test_rule_for_plans_is_another(version: AgreementVersion) -> None:
    party = version.agreement.parties.all()[0]
    RequiredDecision.objects.create(agreement=version.agreement, subject=Subject.PLAN, party=party)
    plan = make_plan(version.agreement.region)
    assert len(services.missing_decisions(plan)) == 1
    assert len(services.missing_decisions(version)) == 3


def test_decision_that_is_corrected_counts_no_more(version: AgreementVersion) -> None:
    party = version.agreement.parties.all()[0]
    RequiredDecision.objects.create(agreement=version.agreement, subject=Subject.AGREEMENT, party=party)
    first = decide(version, party)
    assert whys(version) == []
    later = DecisionRecord.objects.create(
        agreement=version.agreement,
        party=party,
        slug="rattelse",
        heading="Rättelse",
        body="Fullmäktige",
        act=Act.DECIDES,
        corrects=first,
        decided_on=DECIDED,
    )
    assert whys(version) == ["none"]
    later.versions.add(version)
    assert whys(version) == []


def test_decision_about_another_version_does_not_count(version: AgreementVersion) -> None:
    party = version.agreement.parties.all()[0]
    RequiredDecision.objects.create(agreement=version.agreement, subject=Subject.AGREEMENT, party=party)
    decide(make_version(version.agreement.region, "2040"), party)
    assert whys(version) == ["none"]


# --- Adopting ------------------------------------------------------------------------------------------


def test_adopting_is_refused_while_decisions_are_missing(version: AgreementVersion) -> None:
    with pytest.raises(DecisionsMissing) as refusal:
        services.adopt(version, by=None)
    assert len(refusal.value.missing) == 3
    assert AgreementVersion.objects.get(pk=version.pk).state == TextState.DRAFT


def test_adopting_despite_missing_decisions_freezes_and_they_are_still_missing(
    version: AgreementVersion,
) -> None:
    person = make_operator()
    text = services.adopt(version, by=person, despite_missing=True)
    assert (text.state, text.frozen_by) == (TextState.ADOPTED, person)
    assert text.frozen_at is not None
    assert len(whys(text)) == 3
    for party in version.agreement.parties.all():
        decide(text, party)
    assert whys(text) == []


def test_empty_text_is_not_adopted(version: AgreementVersion) -> None:
    empty = AgreementVersion.objects.create(
        agreement=version.agreement, slug="tom", label="Tom", summary="Bara det här."
    )
    with pytest.raises(NothingToAdopt):
        services.adopt(empty, by=None, despite_missing=True)


def test_what_changed_while_somebody_looked_at_it_is_not_adopted(version: AgreementVersion) -> None:
    seen = version.canonical().fingerprint()
    version.goals.update(text="Annat")
    with pytest.raises(TextHasChanged):
        services.adopt(version, by=None, despite_missing=True, seen=seen)
    text = services.adopt(version, by=None, despite_missing=True, seen=version.canonical().fingerprint())
    assert services.verify(text)


def test_text_that_is_loaded_keeps_the_moment_of_its_freezing(version: AgreementVersion) -> None:
    then = dt.datetime(2021, 5, 4, 12, 0, tzinfo=dt.UTC)
    assert services.adopt(version, by=None, despite_missing=True, at=then).frozen_at == then
