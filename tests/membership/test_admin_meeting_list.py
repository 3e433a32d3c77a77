"""What the meeting decided, case by case: the page that asks, the table before anything is written, and the button."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreement.models import Region, Seat, SeatHolding
from membership.models import Application, Decision
from membership.states import Status
from tests.factories import (
    LONG_AGO,
    make_application,
    make_balanced_group,
    make_position,
    make_recusal,
    make_region,
    make_user,
)
from tests.membership.at_meetings import DECIDE, LATER, QUEUE, YES, filled, look, no, page, record, told

pytestmark = pytest.mark.django_db
# The page, the table, and what writes (approvals; a refusal costs its own number, test_meeting_list.py).
PAGE_QUERIES = (21, 18, 24)


@pytest.fixture
def region() -> Region:
    region = make_region()
    make_balanced_group(region)
    return region


def test_the_table_says_what_will_be_written_and_then_it_is(secretary: Client, region: Region) -> None:
    first, second, third, fourth = (make_application(region, name=f"Förening {n}") for n in range(1, 5))
    dissent = {"dissent": "Anna ville avslå.", "registry_number": "2026-7"}
    rows = {first: YES | dissent, second: no(second), third: LATER, fourth: YES | {"paragraph": "§ 20"}}

    table = look(secretary, filled(rows))

    assert not Decision.objects.exists()
    assert [(row.case, row.ruling.paragraph) for row in table.context["list"].to_write()] == [
        (first, "12"),
        (second, "13"),
        (fourth, "20"),
    ]
    assert [case for case, _why in table.context["list"].to_leave()] == [third]
    text = " ".join(table.text.split())
    for words in ("Anna ville avslå.", "2026-7", "Bara en kommun.", "§ 13", "§ 20", str(first.contact_email)):
        assert words in text

    response = record(secretary, table)

    assert response.redirect_chain == [(QUEUE, 302)]
    assert [level for level, _said in told(response)] == ["success", "success"]
    written = Decision.objects.order_by("application").values_list(
        "application", "outcome", "paragraph", "dissent"
    )
    assert list(written) == [
        (first.pk, "approved", "12", "Anna ville avslå."),
        (second.pk, "declined", "13", ""),
        (fourth.pk, "approved", "20", ""),
    ]
    third.refresh_from_db()
    assert third.status == Status.SUBMITTED


def test_a_slip_in_one_row_shows_there_and_everything_typed_stays(secretary: Client, region: Region) -> None:
    first, second, third = (make_application(region, name=f"Förening {n}") for n in range(1, 4))
    rows = {
        first: YES | {"dissent": "Bo ville vänta."},
        second: {"outcome": "declined", "reasons_text": "Bara en kommun."},
        third: no(third, outcome="approved"),
    }

    response = look(secretary, filled(rows, also_there="Sekreteraren"))

    assert response.status_code == 200
    wrong = {row.case: list(row.errors) for row in response.context["list"].rows if row.errors}
    assert wrong == {second: ["reasons"], third: ["reasons"]}
    assert f'href="#id_case-{second.pk}-reasons_0"' in response.text
    assert "Förening 2: " in response.text
    kept = {row.case: row for row in response.context["list"].rows}
    assert kept[first]["dissent"].value() == "Bo ville vänta."
    assert kept[second]["reasons_text"].value() == "Bara en kommun."
    assert kept[second].is_open
    assert response.context["form"]["also_there"].value() == "Sekreteraren"
    # With the button of the table too: nothing that is wrong gets past it.
    assert secretary.post(DECIDE, {**filled(rows), "record": "1"}).status_code == 200
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"outcome": "declined"}, "reasons_text"),
        ({"dissent": "Bo ville vänta."}, "outcome"),
        ({"registry_number": "2026-7"}, "outcome"),
        ({"outcome": "taken_back"}, "outcome"),
        ({"outcome": "declined", "reasons": ["999999"], "reasons_text": "Nej."}, "reasons"),
        ({"outcome": "declined", "reasons": ["x"], "reasons_text": "Nej."}, "reasons"),
        ({"outcome": "approved", "paragraph": "9" * 21}, "paragraph"),
        ({"outcome": "approved", "registry_number": "9" * 41}, "registry_number"),
        ({"outcome": "approved", "dissent": "a\x00b"}, "dissent"),
    ],
)
def test_what_is_wrong_in_a_row(secretary: Client, region: Region, row: dict[str, Any], field: str) -> None:
    case, other = make_application(region), make_application(region)
    response = look(secretary, filled({case: row, other: YES}))
    assert field in response.context["list"].rows[0].errors


def test_an_exception_is_approved_only_with_its_reason(secretary: Client, region: Region) -> None:
    """MEM-04."""
    case = make_application(region, scope="other", scope_reason="En kvinnojour.")
    assert list(look(secretary, filled({case: YES})).context["list"].rows[0].errors) == ["reasons_text"]

    record(secretary, look(secretary, filled({case: YES | {"reasons_text": "Ingen annan för deras talan."}})))

    assert Decision.objects.get().is_exception


def test_paragraphs_count_on_and_where_they_cannot_the_row_asks(secretary: Client, region: Region) -> None:
    cases = [make_application(region) for _each in range(4)]

    def numbers(*own: str, first: str = "12") -> list[str]:
        rows = {case: YES | {"paragraph": number} for case, number in zip(cases, own, strict=True)}
        response = look(secretary, {**filled(rows), "paragraph": first})
        return ["!" if row.errors else row.cleaned_data["paragraph"] for row in response.context["list"].rows]

    assert numbers("", "", "", "") == ["12", "13", "14", "15"]
    assert numbers("", "20", "", "§ 14") == ["12", "20", "21", "14"]
    assert numbers("", "13 a", "", "15") == ["12", "13 a", "!", "15"]
    assert numbers("", "3", "", "", first="") == ["!", "3", "4", "5"]
    assert numbers("7", "7", "7", "7", first="") == ["7", "7", "7", "7"]


def test_buttons_that_only_bring_the_form_back(secretary: Client, region: Region) -> None:
    first, second, third = (make_application(region) for _each in range(3))
    rows = {first: no(first), second: {}, third: LATER}
    sent = filled(rows, conflicts_asked="")

    rest = secretary.post(DECIDE, {**sent, "rest": "1"}).context["list"]
    shown = secretary.post(DECIDE, {**sent, "show": "1"}).context["list"]
    changed = secretary.post(DECIDE, {**sent, "change": "1"}).context["list"]

    assert [row["outcome"].value() for row in rest.rows] == ["declined", "approved", "later"]
    assert [row["outcome"].value() for row in shown.rows] == ["declined", None, "later"]
    assert [row["reasons_text"].value() for row in changed.rows] == ["Bara en kommun.", "", ""]
    assert not any(list(each.mistakes()) for each in (rest, shown, changed))


def test_nothing_chosen_is_nothing_decided(secretary: Client, region: Region) -> None:
    case = make_application(region)
    response = look(secretary, filled({case: LATER}))
    assert [name for name, _said, _at in response.context["mistakes"]] == [""]
    assert secretary.post(DECIDE, {**filled({case: {}}), "record": "1"}).status_code == 200
    assert not Decision.objects.exists()


def test_the_button_twice_says_that_it_was_decided_already(secretary: Client, region: Region) -> None:
    cases = [make_application(region) for _each in range(2)]
    table = look(secretary, filled({cases[0]: YES, cases[1]: no(cases[1])}))

    record(secretary, table)
    again = record(secretary, table)

    assert [level for level, _said in told(again)] == ["warning", "warning"]
    assert all("hade redan beslutat" in said for _level, said in told(again))
    assert Decision.objects.count() == 2


def test_the_case_that_moved_on_meanwhile_is_left_and_the_numbers_stay(
    secretary: Client, region: Region
) -> None:
    """What was read in the table is what is written, also when a case drops out of the middle."""
    first, second, third = (make_application(region) for _each in range(3))
    table = look(secretary, filled({first: YES, second: YES, third: YES}))
    Application.objects.filter(pk=second.pk).update(status=Status.WITHDRAWN)

    response = record(secretary, table)

    assert dict(Decision.objects.values_list("application", "paragraph")) == {first.pk: "12", third.pk: "14"}
    assert [level for level, _said in told(response)] == ["success", "warning"]


def test_a_case_that_lacks_people_for_a_conflict_of_interest_is_left(
    secretary: Client, region: Region
) -> None:
    tied, fine = make_application(region, name="Jävigas förening"), make_application(region)
    leader = SeatHolding.objects.get(seat__party__order=2, seat__kind="ordinary").user
    make_recusal(tied, leader)

    assert str(leader) in secretary.get(page(tied, fine)).text
    table = look(secretary, filled({tied: YES, fine: YES}))
    response = record(secretary, table)

    ((left, why),) = table.context["list"].to_leave()
    assert (left, bool(why)) == (tied, True)
    assert Decision.objects.get().application_id == fine.pk
    assert "Jävigas förening" in told(response)[1][1]


def test_unequal_voices_are_asked_about_at_the_top(secretary: Client, region: Region) -> None:
    case = make_application(region)
    seat = Seat.objects.create(
        body=region.agreement.bodies.get(), party=region.agreement.parties.all()[0], kind="ordinary", order=5
    )
    SeatHolding.objects.create(seat=seat, user=make_user(), from_on=LONG_AGO)

    response = look(secretary, filled({case: no(case)}))
    assert list(response.context["form"].errors) == ["unequal_reason"]
    record(secretary, look(secretary, filled({case: no(case)}, unequal_reason="Parten avstod.")))
    assert Decision.objects.get().unequal_reason == "Parten avstod."


def test_nobody_came_or_a_wrong_day_is_told_and_the_rows_stay(secretary: Client, region: Region) -> None:
    case = make_application(region)
    day = (timezone.localdate() - dt.timedelta(days=9)).isoformat()
    wrongs: tuple[dict[str, Any], ...] = (
        {"present": []},
        {"decided_on": day, "seats_on": day},
        {"conflicts_asked": ""},
    )
    for wrong in wrongs:
        response = look(secretary, filled({case: no(case)}, **wrong))
        assert response.context["mistakes"]
        assert response.context["list"].rows[0]["reasons_text"].value() == "Bara en kommun."
    assert not Decision.objects.exists()


def test_what_a_row_says_beforehand(secretary: Client, region: Region) -> None:
    asks = make_application(region, name="Kvinnojouren", scope="other", scope_reason="En kommun.")
    tied, decided = make_application(region), make_application(region, Status.DECLINED, name="Redan beslutad")
    leader = SeatHolding.objects.get(seat__party__order=1, seat__kind="ordinary").user
    make_recusal(tied, leader)
    make_position(asks, leader)

    response = secretary.get(page(asks, tied, decided))

    assert [row.case for row in response.context["list"].rows] == [asks, tied]
    assert [each.case for each in response.context["list"].left_out] == [decided]
    assert "Begär ett undantag" in response.text
    assert f"{leader} deltar inte (jäv)" in response.text
    said = {each["form"].case: each["said"] for each in response.context["rows"]}
    for case, words in ((asks, "1 av 3 har sagt något"), (tied, "0 av 2 har sagt något")):
        assert words in said[case]
        assert words in response.text


def test_queries_of_the_page_do_not_depend_on_how_many(secretary: Client, region: Region) -> None:
    before, one, *many = (
        make_application(region, scope="other", scope_reason="En kommun.") for _each in range(8)
    )
    counts = []
    for cases in ([before], [one], many):
        sent = filled(dict.fromkeys(cases, YES | {"reasons_text": "Ingen annan."}))
        with CaptureQueriesContext(connection) as asked:
            secretary.get(page(*cases))
        with CaptureQueriesContext(connection) as looked:
            table = look(secretary, sent)
        with CaptureQueriesContext(connection) as wrote:
            record(secretary, table, follow=False)
        counts.append((len(asked), len(looked), len(wrote)))
    assert Decision.objects.count() == 8
    assert counts[1] == counts[2]
    assert all(cost <= most for cost, most in zip(counts[1], PAGE_QUERIES, strict=True)), counts[1]
