"""Approve many at once: what is said before, what happens to each case, what is told afterwards, and what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import BrowserContext

from agreement.models import Region, Seat, SeatHolding
from membership.admin import bulk
from membership.models import Application, ApplicationAccess, Decision, SigningDocument
from membership.states import Status
from tests.factories import (
    LONG_AGO,
    at_meeting,
    make_application,
    make_balanced_group,
    make_leader,
    make_operator,
    make_recusal,
    make_region,
    make_secretary,
    make_user,
)
from tests.harness.sign_in import session_cookie, sign_in
from tests.membership.at_meetings import told

pytestmark = pytest.mark.django_db
MANY = "/admin/membership/reviewitem/approve/"
QUEUE = "/admin/membership/reviewitem/"
# Session, person, power, factors; the reach, what they may meet, what is closed; the cases, the last meeting, conflicts;
# seats, holders, parties; who has access.
PAGE_QUERIES = 16


@pytest.fixture
def region() -> Region:
    region = make_region()
    make_balanced_group(region)
    return region


def ids(*cases: Application) -> str:
    return f"{MANY}?ids={','.join(str(case.pk) for case in cases)}"


def meeting(**changed: Any) -> dict[str, Any]:
    """Everybody of the north came today."""
    return at_meeting(Region.objects.get(slug="norrbotten"), **changed)


def test_confirm_page_names_each_case_and_its_letters(secretary: Client, region: Region) -> None:
    alone = make_application(region, name="Ensam", contact_email="ensam@forening.example")
    ApplicationAccess.objects.filter(application=alone).delete()
    board = make_application(region, name="Styrelsen", contact_email="ordf@forening.example")
    ApplicationAccess.objects.create(application=board, user=make_user())

    text = secretary.get(ids(alone, board)).text

    assert "2 ärenden godkänns." in text
    assert "4 brev skickas." in text
    assert "ensam@forening.example</td>" in text.replace("\n", "")
    assert "ordf@forening.example och 2 till" in " ".join(text.split())
    assert "Godkänn 2 ärenden" in text


def test_confirm_page_says_who_is_left_out_and_why(client: Client, region: Region) -> None:
    leader = make_leader(region, kind="alternate")
    own = make_application(region, user=leader, name="Min egen")
    decided = make_application(region, Status.DECLINED, name="Redan beslutad")
    fine = make_application(region, name="Vanlig")
    sign_in(client, leader)

    response = client.get(ids(own, decided, fine))

    assert [each.case.name for each in response.context["possible"]] == ["Vanlig"]
    reasons = {each.case.name: each.reason for each in response.context["impossible"]}
    assert set(reasons) == {"Redan beslutad"}
    assert all(reason in response.text for reason in reasons.values())
    # What is closed to somebody is as if not named (MEM-45).
    assert "Min egen" not in response.text


def test_confirm_page_says_who_takes_no_part_in_which_case(secretary: Client, region: Region) -> None:
    tied, fine = make_application(region, name="Jävigas förening"), make_application(region, name="Vanlig")
    leader = SeatHolding.objects.get(seat__party__order=2, seat__kind="ordinary").user
    make_recusal(tied, leader)
    alternate = make_leader(region, party=2, kind="alternate", name="Ersättaren")

    response = secretary.get(ids(tied, fine))
    without = {each.case.name: each.without for each in response.context["possible"]}
    secretary.post(ids(tied, fine), meeting(present=[*meeting()["present"], str(alternate.pk)]))

    assert without == {"Jävigas förening": [str(leader)], "Vanlig": []}
    voices = {
        decision.application.name: {row["name"] for row in decision.seated if row["voice"]}
        for decision in Decision.objects.select_related("application")
    }
    assert "Ersättaren" in voices["Jävigas förening"]
    assert str(leader) not in voices["Jävigas förening"]
    assert "Ersättaren" not in voices["Vanlig"]


def test_absent_member_makes_the_form_ask_and_nothing_is_approved(secretary: Client, region: Region) -> None:
    case = make_application(region)
    present = meeting()["present"]

    response = secretary.post(ids(case), meeting(present=present[1:]))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["present"]
    assert not Decision.objects.exists()


def test_unequal_voices_are_asked_about_once_for_the_whole_meeting(secretary: Client, region: Region) -> None:
    cases = [make_application(region), make_application(region)]
    seat = Seat.objects.create(
        body=region.agreement.bodies.get(), party=region.agreement.parties.all()[0], kind="ordinary", order=5
    )
    SeatHolding.objects.create(seat=seat, user=make_user(), from_on=LONG_AGO)

    assert "id_unequal_reason" in secretary.get(ids(*cases)).text  # as everybody is taken to have come
    response = secretary.post(ids(*cases), meeting())
    assert list(response.context["form"].errors) == ["unequal_reason"]
    assert not Decision.objects.exists()

    secretary.post(ids(*cases), meeting(unequal_reason="Parten avstod sin plats."))
    assert set(Decision.objects.values_list("unequal_reason", flat=True)) == {"Parten avstod sin plats."}
    assert Decision.objects.count() == 2


def test_confirm_page_without_anything_to_approve_has_no_button(secretary: Client, region: Region) -> None:
    decided = make_application(region, Status.DECLINED)
    for address in (ids(decided), MANY, MANY + "?ids=abc,,-1,99999999999999999999"):
        response = secretary.get(address)
        assert response.status_code == 200
        assert "id_decided_on" not in response.text


def test_post_approves_each_case_and_says_so(secretary: Client, region: Region) -> None:
    cases = [make_application(region) for _each in range(3)]

    response = secretary.post(ids(*cases), meeting(), follow=True)

    assert response.redirect_chain == [(QUEUE, 302)]
    assert set(Application.objects.values_list("status", flat=True)) == {Status.APPROVED}
    assert list(Decision.objects.values_list("paragraph", flat=True)) == ["7"] * 3
    assert SigningDocument.objects.count() == 3
    ((level, words),) = told(response)
    assert level == "success"
    assert words.startswith("3 ärenden godkändes.")
    assert all(f"/admin/membership/reviewitem/{case.pk}/change/" in words for case in cases)


def test_seven_are_approved_and_one_had_been_decided_by_somebody_else(client: Client, region: Region) -> None:
    cases = [make_application(region) for _each in range(8)]
    sign_in(client, make_secretary(region))
    client.get(ids(*cases))
    faster = sign_in(Client(), make_secretary(region, name="Siv Snabb"))
    faster.post(f"/admin/membership/reviewitem/{cases[4].pk}/approve/", meeting())

    response = client.post(ids(*cases), meeting(), follow=True)

    (good, words), (level, refused) = told(response)
    assert (good, level) == ("success", "warning")
    assert words.startswith("7 ärenden godkändes.")
    assert cases[4].name in refused
    assert "Siv Snabb hade redan beslutat" in refused
    assert Decision.objects.count() == 8


def test_own_case_is_left_alone(client: Client, region: Region) -> None:
    leader = make_leader(region, kind="alternate")
    own, other = make_application(region, user=leader), make_application(region)
    sign_in(client, leader)

    response = client.post(ids(own, other), meeting(), follow=True)

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.status, other.status) == (Status.SUBMITTED, Status.APPROVED)
    assert [level for level, _told in told(response)] == ["success"]


def test_foreign_and_draft_ids_are_as_if_not_named(secretary: Client, region: Region) -> None:
    ours = make_application(region)
    south = make_region("blekinge")
    make_balanced_group(south)
    theirs, draft = (
        make_application(south, name="Deras"),
        make_application(region, Status.DRAFT, name="Utkast"),
    )
    keys = [str(ours.pk), str(theirs.pk), str(draft.pk)]

    page = secretary.get(ids(ours, theirs, draft))
    response = secretary.post(ids(ours, theirs, draft), {**meeting(), "_selected_action": keys}, follow=True)
    again = secretary.post(MANY, {**meeting(), "_selected_action": keys}, follow=True)

    assert "Deras" not in page.text + response.text + again.text
    assert "Utkast" not in page.text + response.text + again.text
    assert list(Decision.objects.values_list("application", flat=True)) == [ours.pk]
    assert told(response)[0][1].startswith("1 ärende godkändes.")


def test_wrong_meeting_is_told_at_the_field_and_decides_nothing(secretary: Client, region: Region) -> None:
    case = make_application(region)
    for wrong, field in (
        (meeting(decided_on="2999-12-31"), "decided_on"),
        (meeting(paragraph=""), "paragraph"),
        (meeting(conflicts_asked=""), "conflicts_asked"),
    ):
        response = secretary.post(ids(case), wrong)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
    assert not Decision.objects.exists()


def test_case_that_came_in_after_the_meeting_is_not_approved(secretary: Client, region: Region) -> None:
    old = make_application(region, submitted_at=timezone.now() - dt.timedelta(days=10))
    new = make_application(region)
    earlier = (timezone.localdate() - dt.timedelta(days=5)).isoformat()

    response = secretary.post(ids(old, new), meeting(decided_on=earlier, seats_on=earlier), follow=True)

    assert list(Decision.objects.values_list("application", flat=True)) == [old.pk]
    assert "Mötet var innan ansökan kom in" in told(response)[1][1]


def test_at_most_so_many_at_once(secretary: Client, region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    cases = [
        make_application(region, submitted_at=timezone.now() - dt.timedelta(days=days)) for days in (3, 2, 1)
    ]
    assert "Det här är de 2 äldsta." in secretary.get(ids(*cases)).text
    secretary.post(ids(*cases), meeting())
    assert set(Decision.objects.values_list("application", flat=True)) == {cases[0].pk, cases[1].pk}


def test_operator_is_warned_about_two_regions(client: Client, region: Region) -> None:
    south = make_region("blekinge")
    make_balanced_group(south)
    sign_in(client, make_operator())
    text = client.get(ids(make_application(region), make_application(south))).text
    assert "mer än en region" in text


def test_queries_do_not_depend_on_how_many(secretary: Client, region: Region) -> None:
    one = [make_application(region)]
    many = [make_application(region) for _each in range(6)]
    secretary.get(ids(*one))
    counts = []
    sent = meeting()
    for cases in (one, many):
        with CaptureQueriesContext(connection) as page:
            secretary.get(ids(*cases))
        with CaptureQueriesContext(connection) as act:
            secretary.post(ids(*cases), sent)
        counts.append((len(page), len(act)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= PAGE_QUERIES
    # Who asks, and the form (7); the service (8); two transactions within the test's own (4 statements).
    assert counts[0][1] <= 15 + 4


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_hundred_are_approved_in_six_clicks(
    live_server: Any, context: BrowserContext, client: Client
) -> None:
    """U9. Typing the date and the paragraph is not clicking."""
    region = make_region()
    make_balanced_group(region)
    template = make_application(region)
    made = timezone.now() - dt.timedelta(days=1)
    Application.objects.bulk_create(
        Application(
            agreement=region.agreement,
            reference=f"NB-26-X{number:05d}",
            name=f"Förening {number}",
            status=Status.SUBMITTED,
            draft_token=None,
            submitted_at=made,
            organisation=type(template.organisation).objects.create(
                name=f"Förening {number}", form="nonprofit"
            ),
            contact_email=f"f{number}@forening.example",
            declared_at=made,
        )
        for number in range(199)
    )
    sign_in(client, make_secretary(region))
    context.add_cookies([session_cookie(client, live_server.url)])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/")
    clicks = 0

    for target in (
        page.locator(".workload a").first,
        page.locator("#action-toggle"),
        page.locator(".actions .question a"),
        page.locator(".actions button").first,
    ):
        target.click()
        page.wait_for_load_state()  # the list's own script must have run before its boxes are ticked
        clicks += 1
    page.wait_for_url("**/approve/**")
    page.locator("#id_decided_on").fill(timezone.localdate().isoformat())
    page.locator("#id_paragraph").fill("12")
    page.locator("#id_conflicts_asked").check()
    clicks += 1
    page.get_by_role("button", name="Godkänn 200 ärenden").click()
    clicks += 1
    page.wait_for_url(f"{live_server.url}{QUEUE}")

    assert "200 ärenden godkändes." in page.locator(".messagelist").inner_text()
    assert Decision.objects.count() == 200
    assert clicks <= 6
