"""What the meeting decided, case by case: slips of whoever fills it in, and nothing typed that is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agreement.models import Region, SeatHolding
from membership.models import Decision
from membership.states import Status
from tests.factories import make_application, make_balanced_group, make_leader, make_region
from tests.membership.at_meetings import DECIDE, YES, again, filled, look, no, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    region = make_region()
    make_balanced_group(region)
    return region


def test_a_half_written_refusal_is_not_approved_with_the_rest(secretary: Client, region: Region) -> None:
    """Nor is a case that cannot be decided."""
    empty, worded, ticked, numbered, registered, asked = (make_application(region) for _each in range(6))
    rows = {
        empty: {},
        worded: {"reasons_text": "Bara en kommun."},
        ticked: {"reasons": no(ticked)["reasons"]},
        numbered: {"paragraph": "14"},
        registered: {"registry_number": "2026-7"},
        asked: {},
    }
    type(asked).objects.filter(pk=asked.pk).update(status=Status.SUPPLEMENT)

    rest = secretary.post(DECIDE, {**filled(rows), "rest": "1"}).context["list"]

    assert {row.case: row["outcome"].value() for row in rest.rows} == dict.fromkeys(rows) | {
        empty: "approved"
    }


def test_after_a_change_the_paragraphs_are_counted_anew(secretary: Client, region: Region) -> None:
    """The numbers of the table are those that are recorded; they are nobody's own on the way back to the form."""
    first, second, third = (make_application(region) for _each in range(3))

    def numbers(table: Any) -> list[str]:
        return [row.ruling.paragraph for row in table.context["list"].to_write()]

    table = look(secretary, filled({first: YES, second: {}, third: YES}))
    assert numbers(table) == ["12", "13"]
    form = again(secretary, table, "change").context["list"]
    assert [row["paragraph"].value() for row in form.rows] == ["", "", ""]

    sent = filled({first: YES, second: YES, third: YES}) | {"paragraph": "14"}
    table = look(secretary, sent)
    assert numbers(table) == ["14", "15", "16"]
    record(secretary, table)
    assert sorted(Decision.objects.values_list("paragraph", flat=True)) == ["14", "15", "16"]


def test_a_paragraph_that_stands_twice_is_said_in_the_table(secretary: Client, region: Region) -> None:
    first, second = (make_application(region) for _each in range(2))
    same = look(secretary, filled({first: YES | {"paragraph": "7"}, second: YES | {"paragraph": "7"}}))
    assert (same.context["list"].doubled(), 'id="doubled"' in same.text) == (["7"], True)
    assert look(secretary, filled({first: YES, second: YES})).context["list"].doubled() == []


def test_a_number_that_was_shown_is_as_short_as_one_that_is_typed(secretary: Client, region: Region) -> None:
    case = make_application(region)
    response = secretary.post(
        DECIDE, {**filled({case: YES}), "record": "1", f"case-{case.pk}-shown": "9" * 21}
    )
    assert response.status_code == 200
    assert not Decision.objects.exists()


def test_the_table_says_who_is_recorded_as_there_and_who_is_not(secretary: Client, region: Region) -> None:
    """It decides whose voices stood, and is what a wrong tick cannot show afterwards."""
    case = make_application(region)
    came = make_leader(region, party=1, kind="alternate", name="Ersättaren Etta")
    stayed = SeatHolding.objects.get(seat__party__order=1, seat__kind="ordinary").user
    sent = filled({case: YES}, also_there="Sekreteraren & en till", unequal_reason="Parten <avstod>.")
    sent["present"] = [str(came.pk) if each == str(stayed.pk) else each for each in sent["present"]]

    table = look(secretary, sent)

    listed = table.context["list"]
    assert "Ersättaren Etta" in listed.present
    assert (len(listed.present), listed.missing) == (len(sent["present"]), [str(stayed)])
    text = table.text
    for words in (*listed.present, *listed.missing, "Sekreteraren &amp; en till", "Parten &lt;avstod&gt;."):
        assert words in text
    assert listed.held.conflicts_asked
