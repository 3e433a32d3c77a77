"""What the meeting decided, case by case: slips of whoever fills it in, and nothing typed that is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agreement.models import Region, SeatHolding
from membership.admin.meeting_forms import LEFT, LEFT_WITH_WORDS, RulingForm
from membership.models import Application, Decision
from membership.states import Status
from tests.factories import make_application, make_balanced_group, make_leader, make_region
from tests.membership.at_meetings import DECIDE, LATER, YES, again, filled, look, no, page, record, told
from tests.membership.holding import HOLD

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
    Application.objects.filter(pk=asked.pk).update(status=Status.SUPPLEMENT)

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


def test_words_about_a_case_that_is_left_for_later_are_said_to_be_lost(
    secretary: Client, region: Region
) -> None:
    decided, worded, numbered, plain = (make_application(region) for _each in range(4))
    rows = {
        decided: YES,
        worded: LATER | {"dissent": "Bo ville vänta."},
        numbered: LATER | {"registry_number": "2026-7"},
        plain: LATER,
    }
    left = dict(look(secretary, filled(rows)).context["list"].to_leave())
    assert left == {worded: str(LEFT_WITH_WORDS), numbered: str(LEFT_WITH_WORDS), plain: str(LEFT)}


def test_a_letter_that_cannot_be_written_names_its_case_and_keeps_the_list(
    secretary: Client, region: Region
) -> None:
    fine, wrong = make_application(region), make_application(region, name="Fel adress", contact_email="ingen")

    response = record(secretary, look(secretary, filled({fine: YES, wrong: no(wrong)})))

    assert response.status_code == 200
    assert [row["outcome"].value() for row in response.context["list"].rows] == ["approved", "declined"]
    ((level, said),) = told(response)
    assert (level, wrong.name in said, wrong.reference in said) == ("error", True, True)
    assert not Decision.objects.exists()


def test_an_exceptions_own_words_are_escaped_once(secretary: Client, region: Region) -> None:
    case = make_application(region, scope="other", scope_reason='Barn & "unga".')
    for address in (page(case), reverse("admin:membership_reviewitem_approve", args=[case.pk])):
        text = secretary.get(address).text
        assert "Barn &amp; &quot;unga&quot;" in text
        assert "&amp;amp;" not in text


def test_what_could_not_be_recorded_comes_back_as_it_was_typed(secretary: Client, region: Region) -> None:
    """The others are recorded. What is no more to be decided, and where nothing was written, does not come back."""
    fine, asked, gone, plain = (make_application(region) for _each in range(4))
    rows = {fine: YES, asked: no(asked, dissent="Bo ville vänta."), gone: no(gone), plain: YES}
    table = look(secretary, filled(rows))
    for case, status in ((asked, Status.SUPPLEMENT), (gone, Status.WITHDRAWN), (plain, Status.SUPPLEMENT)):
        Application.objects.filter(pk=case.pk).update(status=status)

    back = record(secretary, table)

    assert Decision.objects.get().application_id == fine.pk
    assert (back.status_code, back.redirect_chain) == (200, [])
    (row,) = back.context["list"].rows
    assert row.case == asked
    said = [row[name].value() for name in ("outcome", "paragraph", "reasons_text", "dissent")]
    assert said == ["declined", "13", "Bara en kommun.", "Bo ville vänta."]
    assert back.context["ids"] == str(asked.pk)
    assert [level for level, _said in told(back)] == ["success", "warning", "warning", "warning"]
    assert not back.context["mistakes"]

    Application.objects.filter(pk=asked.pk).update(status=Status.SUBMITTED)
    record(secretary, look(secretary, filled({asked: rows[asked]})))
    assert Decision.objects.get(application=asked).dissent == "Bo ville vänta."


def test_what_nobody_could_decide_comes_back_too(secretary: Client, region: Region) -> None:
    asked = make_application(region)
    table = look(secretary, filled({asked: no(asked)}))
    Application.objects.filter(pk=asked.pk).update(status=Status.SUPPLEMENT)

    back = record(secretary, table)

    assert [row["reasons_text"].value() for row in back.context["list"].rows] == ["Bara en kommun."]
    assert [level for level, _said in told(back)] == ["warning"]


def test_a_refusal_has_one_name_and_nothing_is_on_its_way_while_it_can_be_taken_back(
    secretary: Client, region: Region, settings: Any
) -> None:
    settings.DECISION_HOLD = HOLD
    fine, refused = make_application(region), make_application(region)
    with override("en"):
        labels = [str(label) for _value, label in RulingForm.base_fields["outcome"].choices]
    assert labels[:2] == ["Approved", "Refused"]

    response = record(secretary, look(secretary, filled({fine: YES, refused: no(refused)})))

    said = " ".join(words for _level, words in told(response))
    assert "skapas nu" not in said
    assert "på väg" not in said


def test_a_case_whose_supplement_came_meanwhile_is_not_decided_before_it_is_read(
    secretary: Client, region: Region
) -> None:
    """On the meeting's own day a supplement may come after the meeting: nobody there saw it."""
    fine, answered, changed = (make_application(region) for _each in range(3))
    sent = filled({fine: YES, answered: YES, changed: no(changed)})
    table = look(secretary, sent)
    Application.objects.filter(pk=answered.pk).update(answered_at=timezone.now())
    Application.objects.filter(pk=changed.pk).update(changed_at=timezone.now())

    back = record(secretary, table)

    assert Decision.objects.get().application_id == fine.pk
    listed = back.context["list"]
    assert {row.case: list(row.errors) for row in listed.rows} == {
        answered: ["outcome"],
        changed: ["outcome"],
    }
    assert [row["outcome"].value() for row in listed.rows] == ["approved", "declined"]
    # The page that said so is the one on which they were read.
    rows = {answered: YES, changed: no(changed)}
    shown = {f"{row.prefix}-edition": row.before for row in listed.rows}
    assert all(f'name="{name}" value="{value}"' in back.text for name, value in shown.items())
    record(secretary, look(secretary, filled(rows) | shown))
    assert Decision.objects.count() == 3


def test_a_row_that_was_opened_before_the_supplement_says_so_at_the_look(
    secretary: Client, region: Region
) -> None:
    """Also when a button brought the form back in between."""
    case, other = make_application(region), make_application(region)
    sent = filled({case: YES, other: YES})
    Application.objects.filter(pk=case.pk).update(answered_at=timezone.now())

    shown = secretary.post(DECIDE, {**sent, "show": "1"}).context["list"].rows
    assert [(row.before, list(row.errors)) for row in shown] == [("", []), ("", [])]

    rows = look(secretary, sent).context["list"].rows
    assert [list(row.errors) for row in rows] == [["outcome"], []]
    assert [bool(row.before) for row in rows] == [True, False]
    (fresh,) = secretary.get(page(case)).context["list"].rows
    assert fresh.before == rows[0].before
