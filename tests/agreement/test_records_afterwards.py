"""What happens to a recorded decision afterwards: corrections, what stays, extracts that were sent (AGR-14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agreement import services
from agreement.keeping import note_sent, texts_of, why_decision_stays
from agreement.models import DecisionRecord, Region
from tests.agreement.recorded import DECISIONS, change, errors, refused_to_remove, rows, sent, version_of
from tests.factories import make_decision_record, make_operator
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db


# --- Corrections and what stays ------------------------------------------------------------------------


def test_correction_begins_with_what_it_corrects(secretary: Client, north: Region, south: Region) -> None:
    wrong = make_decision_record(north.agreement, body="Styrelsen", versions=[version_of(north)])
    assert f"{DECISIONS}add/?corrects={wrong.pk}" in secretary.get(change(wrong)).text

    form = secretary.get(f"{DECISIONS}add/?corrects={wrong.pk}").context["adminform"].form
    assert (form.initial["corrects"], form.initial["body"]) == (wrong.pk, "Styrelsen")
    assert form.initial["versions"] == [version_of(north)]
    assert "decided_on" not in form.initial

    theirs = make_decision_record(south.agreement)
    for typed in (theirs.pk, "x", "", "9" * 30, "-1"):
        form = secretary.get(f"{DECISIONS}add/?corrects={typed}").context["adminform"].form
        assert "corrects" not in form.initial


def test_corrected_decision_no_longer_counts(north: Region) -> None:
    version = version_of(north)
    wrong = make_decision_record(north.agreement, versions=[version])
    before = len(services.missing_decisions(version))
    make_decision_record(north.agreement, corrects=wrong)
    assert len(services.missing_decisions(version)) == before + 1


def test_corrections_do_not_go_in_circles(secretary: Client, north: Region) -> None:
    first = make_decision_record(north.agreement)
    second = make_decision_record(north.agreement, corrects=first)
    third = make_decision_record(north.agreement, corrects=second, refers_to=second)
    party = first.party_id
    for link in ("corrects", "refers_to"):
        data = sent(north, party=party, decided_on="2021-03-19", **{link: third.pk})
        found = errors(secretary.post(change(first if link == "corrects" else second), data))
        assert found == [link]
    first.corrects = first
    with pytest.raises(ValidationError):
        first.full_clean()


def test_only_an_earlier_decision_of_the_same_party_is_corrected(secretary: Client, north: Region) -> None:
    party, other, _third = north.agreement.parties.all()
    later = make_decision_record(north.agreement, decided_on=dt.date(2022, 1, 1))
    for changed in ({"corrects": later.pk}, {"refers_to": later.pk}):
        data = sent(north, party=party.pk, decided_on="2021-12-31", **changed)
        assert errors(secretary.post(f"{DECISIONS}add/", data)) == list(changed)
    data = sent(north, party=other.pk, decided_on="2022-02-02", corrects=later.pk)
    assert errors(secretary.post(f"{DECISIONS}add/", data)) == ["corrects"]
    assert secretary.post(f"{DECISIONS}add/", {**data, "party": party.pk}).status_code == 302


def test_decision_that_is_corrected_stays(secretary: Client, north: Region) -> None:
    wrong = make_decision_record(north.agreement)
    right = make_decision_record(north.agreement, corrects=wrong)
    assert refused_to_remove(secretary, wrong) == why_decision_stays(wrong)
    secretary.post(f"{DECISIONS}{right.pk}/delete/", {"post": "yes"})
    assert not DecisionRecord.objects.filter(pk=right.pk).exists()
    assert why_decision_stays(wrong) == ""


def test_decision_on_which_an_adopted_text_rests_stays(client: Client, north: Region) -> None:
    sign_in(client, make_operator())
    version = version_of(north)
    ours = make_decision_record(north.agreement, versions=[version])
    assert why_decision_stays(ours) == ""
    services.adopt(version, by=None, despite_missing=True)
    assert texts_of(ours) == [version]
    assert refused_to_remove(client, ours) == why_decision_stays(ours)


def test_decision_that_a_plan_rests_on_stays(north: Region) -> None:
    """Plans are known to a higher room; they are found all the same."""
    plan = north.agreement.action_plans.create(slug="plan", title="Plan")
    plan.areas.create(slug="ett", name="Ett", order=1)
    ours = make_decision_record(north.agreement)
    plan.decisions.add(ours)
    assert why_decision_stays(ours) == ""
    services.adopt(plan, by=None, despite_missing=True)
    assert why_decision_stays(ours) != ""


def test_decision_that_another_refers_to_stays(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    make_decision_record(north.agreement, refers_to=ours)
    assert refused_to_remove(secretary, ours) == why_decision_stays(ours)


def test_loose_decision_can_be_removed_with_its_list(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement, versions=[version_of(north)])
    ours.distribution.create(role="Direktören")
    assert secretary.post(f"{DECISIONS}{ours.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not DecisionRecord.objects.exists()
    assert version_of(north)


# --- Extracts (AGR-14) ------------------------------------------------------------------------------


def history(row: Any) -> str:
    return "\n".join(entry.get_change_message() for entry in LogEntry.objects.filter(object_id=str(row.pk)))


def test_sending_extracts_is_logged_with_day_and_role(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    first, second, third = (ours.distribution.create(role=role) for role in ("A-chef", "B-chef", "C-chef"))
    address = f"{DECISIONS}{ours.pk}/sent/"
    assert "B-chef" in secretary.get(address).text

    data = {"sent_on": "2021-04-01", "recipients": [first.pk, second.pk]}
    assert secretary.post(address, data).status_code == 302

    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.sent_on for row in (first, second, third)] == [dt.date(2021, 4, 1)] * 2 + [None]
    assert "2021-04-01" in history(ours)
    assert "A-chef, B-chef" in history(ours)
    assert ours.heading in secretary.get(f"{DECISIONS}?state=unsent").text

    # Once more, from a page that was open: the day stays, and nothing more is logged.
    assert secretary.post(address, {**data, "sent_on": "2021-05-05"}).status_code == 200
    first.refresh_from_db()
    assert first.sent_on == dt.date(2021, 4, 1)
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("day", ["2999-01-01", "2021-03-18", "", "x"])
def test_extract_is_not_sent_on_an_impossible_day(secretary: Client, north: Region, day: str) -> None:
    ours = make_decision_record(north.agreement, decided_on=dt.date(2021, 3, 19))
    row = ours.distribution.create(role="A-chef")
    response = secretary.post(f"{DECISIONS}{ours.pk}/sent/", {"sent_on": day, "recipients": [row.pk]})
    assert list(response.context["form"].errors) == ["sent_on"]
    row.refresh_from_db()
    assert row.sent_on is None


def test_another_decisions_recipients_are_left_alone(secretary: Client, north: Region) -> None:
    ours, other = make_decision_record(north.agreement), make_decision_record(north.agreement)
    ours.distribution.create(role="A-chef")
    theirs = other.distribution.create(role="B-chef")
    data = {"sent_on": "2021-04-01", "recipients": [theirs.pk]}
    response = secretary.post(f"{DECISIONS}{ours.pk}/sent/", data)
    assert list(response.context["form"].errors) == ["recipients"]
    assert note_sent(decision=ours, recipients=[theirs.pk], sent_on=timezone.localdate()) == []
    theirs.refresh_from_db()
    assert theirs.sent_on is None


def test_day_entered_on_the_decisions_page_is_logged_too(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    row = ours.distribution.create(role="A-chef")
    day = {"distribution-0-sent_on": "2021-04-01"}
    data = sent(north, party=ours.party_id, decided_on="2021-03-19", **rows(there=(row,), **day))
    assert secretary.post(change(ours), data).status_code == 302
    assert "A-chef, 2021-04-01" in history(ours)


def test_what_was_sent_stays_in_the_log(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    row = ours.distribution.create(role="A-chef", sent_on=dt.date(2021, 4, 1))
    at = "distribution-0-"
    for changed in ({f"{at}DELETE": "on"}, {f"{at}role": "B-chef"}, {f"{at}sent_on": ""}):
        data = sent(north, party=ours.party_id, decided_on="2021-03-19", **rows(there=(row,), **changed))
        response = secretary.post(change(ours), data)
        assert response.status_code == 200
        assert response.context["inline_admin_formsets"][0].formset.non_form_errors()
    row.refresh_from_db()
    assert (row.role, row.sent_on) == ("A-chef", dt.date(2021, 4, 1))
    assert refused_to_remove(secretary, ours) == why_decision_stays(ours)

    # A mistyped day can be mended.
    data = rows(there=(row,), **{f"{at}sent_on": "2021-04-02"})
    secretary.post(change(ours), sent(north, party=ours.party_id, decided_on="2021-03-19", **data))
    row.refresh_from_db()
    assert row.sent_on == dt.date(2021, 4, 2)
    assert "A-chef, 2021-04-02" in history(ours)
