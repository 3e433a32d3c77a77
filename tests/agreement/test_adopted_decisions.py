"""What adopted a text goes on doing so: by no form and no crafted post is it taken away (AGR-09, AGR-34, PLAN-25)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreement import services
from agreement.adoption import requirements
from agreement.frozen import AdoptableText
from agreement.keeping import why_decision_stays
from agreement.models import DecisionRecord, Region
from agreement.states import Act, Subject
from tests.actionplan.activity_rows import make_activity, make_activity_plan
from tests.actionplan.plan_pages import filled
from tests.agreement.recorded import version_of
from tests.agreement.texts import make_version
from tests.factories import make_decision_record, make_operator, make_secretary
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
GONE: Any = object()  # a field that is not even sent


@pytest.fixture(params=["secretary", "operator"])
def staff(request: pytest.FixtureRequest, client: Client, region: Region) -> Client:
    return sign_in(client, make_secretary(region) if request.param == "secretary" else make_operator())


def adopted_version(region: Region) -> tuple[AdoptableText, DecisionRecord]:
    """Frozen by one decision; the other parties' are missing."""
    version = version_of(region)
    decision = make_decision_record(region.agreement, versions=[version])
    return services.adopt(version, by=None, despite_missing=True), decision


def adopted_plan(region: Region) -> tuple[AdoptableText, DecisionRecord]:
    plan = region.agreement.action_plans.create(slug="plan", title="Plan")
    plan.areas.create(slug="ett", name="Ett", order=1)
    decision = make_decision_record(region.agreement)
    plan.decisions.add(decision)
    return services.adopt(plan, by=None, despite_missing=True), decision


def adopted_year(region: Region) -> tuple[AdoptableText, DecisionRecord]:
    """A plan of activities: the leadership group's decision."""
    year = make_activity_plan(region)
    make_activity(year)
    decision = make_decision_record(region.agreement, party=None, body=region.agreement.bodies.get().name)
    year.decisions.add(decision)
    return services.adopt(year, by=None), decision


def change_of(row: Any) -> str:
    options = row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])


def send(client: Client, row: Any, **changed: Any) -> Any:
    """The row's page as it stands, with something else in it."""
    sent = filled(client, change_of(row)) | changed
    return client.post(change_of(row), {name: value for name, value in sent.items() if value is not GONE})


def counts(text: AdoptableText) -> int:
    """How many of the decisions that the text needs are there."""
    fresh = type(text)._default_manager.get(pk=text.pk)
    return len(services.required_decisions(fresh)) - len(services.missing_decisions(fresh))


@pytest.mark.parametrize("value", [[], GONE, "another"])
def test_version_is_not_unticked_at_the_decision_that_adopted_it(
    staff: Client, region: Region, value: Any
) -> None:
    version, decision = adopted_version(region)
    chosen = [make_version(region, "2040").pk] if value == "another" else value
    assert counts(version) == 1

    answer = send(staff, decision, versions=chosen)

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["versions"]
    assert [str(each) for each in answer.context["adminform"].form.errors["versions"]] == [
        why_decision_stays(decision)
    ]
    assert counts(version) == 1


@pytest.mark.slow
@pytest.mark.parametrize("value", [[], GONE, "another"])
@pytest.mark.parametrize("adopted", [adopted_plan, adopted_year])
def test_decision_is_not_unticked_at_the_plan_that_it_adopted(
    staff: Client, region: Region, adopted: Any, value: Any
) -> None:
    plan, decision = adopted(region)
    chosen = [make_decision_record(region.agreement).pk] if value == "another" else value

    answer = send(staff, plan, decisions=chosen)

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["decisions"]
    assert list(plan.decisions.all()) == [decision]


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"act": "proposes"},
        {"about": "other"},
        {"party": "another"},
        {"party": ""},
        {"decided_on": ""},
        {"act": "proposes", "versions": GONE},
    ],
    ids=lambda changed: "-".join(changed) + ("" if any(changed.values()) else "-empty"),
)
def test_decision_that_adopted_a_version_goes_on_counting(
    staff: Client, region: Region, changed: dict[str, Any]
) -> None:
    version, decision = adopted_version(region)
    if changed.get("party") == "another":
        changed = {"party": region.agreement.parties.all()[1].pk}

    assert send(staff, decision, **changed).status_code == 200

    stored = DecisionRecord.objects.get(pk=decision.pk)
    assert (stored.act, stored.about, stored.party, stored.decided_on) == (
        decision.act,
        decision.about,
        decision.party,
        decision.decided_on,
    )
    assert counts(version) == 1


def test_body_counts_where_the_agreement_names_it(staff: Client, region: Region) -> None:
    version, decision = adopted_version(region)
    assert send(staff, decision, body="Styrelsen").status_code == 302  # any body of the party will do
    region.agreement.required_decisions.create(
        subject=Subject.AGREEMENT, party=decision.party, body="Styrelsen"
    )
    assert requirements(region.agreement, Subject.AGREEMENT)[0].body == "Styrelsen"

    assert send(staff, decision, body="Nämnden").status_code == 200
    assert send(staff, decision, body="styrelsen ").status_code == 302
    assert counts(version) == 1


def test_what_comes_later_is_still_recorded(staff: Client, region: Region) -> None:
    """Another party decides afterwards; a proposal and a slip are put right; a mistake gets a new decision."""
    version, decision = adopted_version(region)
    other = make_decision_record(region.agreement, party=region.agreement.parties.all()[1])
    assert send(staff, other, versions=[version.pk]).status_code == 302
    assert counts(version) == 2
    assert send(staff, decision, decided_on="2021-03-20", summary="Kort").status_code == 302
    proposal = make_decision_record(region.agreement, act=Act.PROPOSES, versions=[version])
    assert send(staff, proposal, versions=[]).status_code == 302
    assert list(version.decisions.order_by("pk")) == [decision, other]

    right = make_decision_record(
        region.agreement, corrects=decision, decided_on=dt.date(2021, 4, 1), versions=[version]
    )
    assert counts(version) == 2
    assert send(staff, decision, versions=[]).status_code == 200  # both stay, so that everybody sees
    assert send(staff, right, versions=[]).status_code == 200


def test_draft_and_summary_are_free(staff: Client, region: Region) -> None:
    version = version_of(region)
    decision = make_decision_record(region.agreement, versions=[version])
    assert send(staff, decision, versions=[], act="proposes").status_code == 302
    assert not decision.versions.exists()
