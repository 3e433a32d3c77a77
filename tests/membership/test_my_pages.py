"""My pages: every case of the person's, where it stands, and nothing of anybody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from agreement.models import Meeting, Region
from agreement.states import BodyKind, MeetingState
from letters.models import Letter
from membership.models import Application, ApplicationAccess, SignedCopy, SigningDocument
from membership.services import refuse_copy
from membership.states import Signing, Status
from tests.factories import (
    decide,
    make_application,
    make_draft,
    make_event,
    make_leader,
    make_member,
    make_operator,
    make_region,
    make_returned,
    make_secretary,
    sign_in,
)

pytestmark = pytest.mark.django_db
HOME = "/mina-sidor/"


def address(application: Application, name: str = "case") -> str:
    return reverse(f"membership:{name}", args=[application.reference])


# --- The list -------------------------------------------------------------------------------------


def test_visitor_is_asked_to_sign_in_and_brought_back(client: Client, region: Region) -> None:
    assert client.get(HOME).url == f"{reverse('accounts:sign-in')}?next=%2Fmina-sidor%2F"
    case = make_application(region)
    there = client.get(address(case)).url
    nowhere = client.get(reverse("membership:case", args=["NB-26-000000"])).url
    assert there.replace(case.reference, "NB-26-000000") == nowhere


def test_person_without_cases_is_shown_the_way_in(applicant: Client, region: Region) -> None:
    page = applicant.get(HOME).content.decode()

    assert reverse("membership:apply", args=["norrbotten"]) in page


def test_cases_of_all_regions_stand_there_and_nobody_elses(
    applicant: Client, person: User, region: Region
) -> None:
    mine = [make_application(region, user=person), make_draft(make_region("blekinge"), person)]
    make_application(region, name="Någon annans förening")

    response = applicant.get(HOME)
    assert {case.application for case in response.context["cases"]} == set(mine)
    assert "Någon annans förening" not in response.content.decode()


def test_draft_leads_on_to_the_form(applicant: Client, person: User, region: Region) -> None:
    draft = make_draft(region, person)

    (case,) = applicant.get(HOME).context["cases"]
    assert case.url == f"{reverse('membership:apply', args=['norrbotten'])}?arende={draft.reference}"
    assert applicant.get(case.url).context["draft"] == draft


def test_list_stays_flat(applicant: Client, person: User, region: Region) -> None:
    """The rooms above have their own cards, each with its own few queries; more rows cost no more."""
    asked = []
    for count in (1, 3, 9):
        while Application.objects.count() < count:
            make_returned(make_application(region, Status.APPROVED, user=person))
        applicant.get(HOME)  # what is looked up once in a process
        with CaptureQueriesContext(connection) as queries:
            assert len(applicant.get(HOME).context["cases"]) == count
        asked.append(len(queries))

    assert asked == [asked[0]] * 3
    assert asked[0] <= 24


# --- One case ---------------------------------------------------------------------------------------


def told(client: Client, application: Application) -> str:
    response = client.get(address(application))
    assert response.status_code == 200
    return str(response.context["progress"].tone)


def test_each_state_is_told_in_words(applicant: Client, person: User, region: Region) -> None:
    cases = {status: make_application(region, status, user=person) for status in Status.values}
    labels = {
        status: applicant.get(address(case)).context["progress"].label for status, case in cases.items()
    }

    assert len(set(labels.values())) == len(Status.values)
    tones = {status: told(applicant, case) for status, case in cases.items()}
    assert tones == {
        "draft": "neutral",
        "submitted": "progress",
        "supplement": "warning",
        "approved": "warning",
        "declined": "danger",
        "withdrawn": "neutral",
    }


def test_signing_is_told_step_by_step(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region, user=person)
    decide(application, Status.APPROVED, rendered=False)
    page = applicant.get(address(application))
    assert page.context["form"] is None
    assert address(application, "document") not in page.content.decode()

    SigningDocument.objects.update(done_at=timezone.now(), stored_name="signing/x.pdf")
    page = applicant.get(address(application))
    assert page.context["form"] is not None
    assert address(application, "document") in page.content.decode()

    make_returned(application)
    page = applicant.get(address(application))
    assert page.context["form"] is None
    assert page.context["progress"].tone == "progress"


def test_document_that_failed_is_not_promised_within_minutes(
    applicant: Client, person: User, region: Region
) -> None:
    application = make_application(region, user=person)
    decide(application, Status.APPROVED, rendered=False)
    before = applicant.get(address(application)).content.decode()
    SigningDocument.objects.update(failed_at=timezone.now(), last_error="hemligt fel")

    after = applicant.get(address(application)).content.decode()
    assert after != before
    assert "hemligt fel" not in after


def test_refused_copy_says_why_and_asks_for_a_new_one(
    applicant: Client, person: User, region: Region
) -> None:
    application = make_application(region, Status.APPROVED, user=person)
    copy = make_returned(application)
    refuse_copy(document=copy.document, actor=make_secretary(region), note="Underskriften saknas på sidan 2.")

    response = applicant.get(address(application))
    assert response.context["refused"] == "Underskriften saknas på sidan 2."
    assert response.context["form"] is not None
    assert response.context["progress"].tone == "warning"
    (entry,) = applicant.get(HOME).context["cases"]
    assert entry.progress.label == response.context["progress"].label


def test_member_is_led_to_its_public_page(applicant: Client, person: User, region: Region) -> None:
    member = make_member(region, user=person)

    response = applicant.get(address(member.application))
    assert member.get_absolute_url() in response.content.decode()
    assert response.context["progress"].tone == "success"
    assert response.context["form"] is None


def test_refusal_is_reasoned_with_the_criteria(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region, Status.DECLINED, user=person)

    page = applicant.get(address(application)).content.decode()
    reason = application.decisions.get().reasons.get()
    assert reason.text in page
    assert "Organisationen är inte verksam i länet." in page
    assert "kansliet@norrbotten.example" in page


def test_diary_is_in_order_and_names_no_staff(applicant: Client, person: User, region: Region) -> None:
    member = make_member(region, user=person)
    application = member.application

    response = applicant.get(address(application))
    times = [event.when for event in response.context["events"]]
    assert len(times) == 5
    assert times == sorted(times)
    # Who recorded the decision is one of its five facts (LAW-F3) and stands there, not in the diary.
    lines = [f"{event.title} {event.text}" for event in response.context["events"]]
    for event in application.events.all():
        if event.actor != person:
            assert not any(str(event.actor) in line for line in lines)


def test_steps_that_come_later_are_shown_by_their_own_name(
    applicant: Client, person: User, region: Region
) -> None:
    application = make_application(region, user=person)
    make_event(application, "something_new", "submitted", "submitted", person)

    assert "something_new" in [event.title for event in applicant.get(address(application)).context["events"]]


@pytest.mark.parametrize("copies", [1, 3])
def test_case_stays_flat(
    applicant: Client, person: User, region: Region, copies: int, django_assert_num_queries: Any
) -> None:
    application = make_application(region, Status.APPROVED, user=person)
    for _number in range(copies):
        make_returned(application)

    with django_assert_num_queries(15):  # one of them for the files that came with the application
        applicant.get(address(application))


# --- What comes next ------------------------------------------------------------------------------


def test_next_meeting_of_the_group_is_told_while_the_case_awaits_it(
    applicant: Client, person: User, region: Region
) -> None:
    application = make_application(region, user=person)
    today = timezone.localdate()
    for body in region.agreement.bodies.all():
        for days, cancelled in ((-1, False), (3, True), (20, False), (40, False)):
            state = MeetingState.CANCELLED if cancelled else MeetingState.CALLED
            Meeting.objects.create(body=body, day=today + dt.timedelta(days=days), state=state)

    page = applicant.get(address(application))
    assert page.context["next_meeting"].day == today + dt.timedelta(days=20)
    assert page.context["next_meeting"].body.kind == BodyKind.LEADERSHIP
    assert date_format(today + dt.timedelta(days=20), "l j F Y") in page.content.decode()
    decide(application, Status.DECLINED)
    assert applicant.get(address(application)).context["next_meeting"] is None


def test_without_a_day_nothing_is_invented(applicant: Client, person: User, region: Region) -> None:
    page = applicant.get(address(make_application(region, user=person)))
    assert page.context["next_meeting"] is None
    assert page.context["awaits_group"]


# --- Somebody else's --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["case", "document", "upload", "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_case_does_not_exist(
    applicant: Client, region: Region, name: str, method: str
) -> None:
    theirs = make_application(region, Status.APPROVED)
    unknown = reverse(f"membership:{name}", args=["NB-26-000000"])

    response = getattr(applicant, method)(address(theirs, name))
    nothing = getattr(applicant, method)(unknown)
    assert response.status_code == nothing.status_code
    assert response.status_code in (404, 405)
    assert response.content.decode().replace(theirs.reference, "NB-26-000000") == nothing.content.decode()


def test_staff_have_no_business_on_the_applicants_pages(region: Region) -> None:
    application = make_application(region)

    for person in (make_leader(region), make_secretary(region), make_operator()):
        staff = sign_in(Client(), person, second_factor=True)
        assert staff.get(address(application)).status_code == 404
        assert staff.post(address(application, "withdraw")).status_code == 404
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED


def test_several_board_members_share_a_case(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region)
    ApplicationAccess.objects.create(application=application, user=person)

    assert applicant.get(address(application)).status_code == 200


@pytest.mark.parametrize("reference", ["%00", "' OR 1=1 --", "<script>", "a" * 500, "nb-26-7k4m2q"])
def test_odd_references_are_not_found(applicant: Client, reference: str) -> None:
    response = applicant.get(f"/mina-sidor/{reference}/")

    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


# --- Withdraw ---------------------------------------------------------------------------------------


def test_withdrawing_asks_first(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region, user=person)

    assert applicant.get(address(application, "withdraw")).status_code == 200
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    assert applicant.post(address(application, "withdraw")).url == address(application)
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN


def test_withdrawing_twice_says_so_and_changes_nothing(
    applicant: Client, person: User, region: Region
) -> None:
    application = make_application(region, user=person)
    applicant.post(address(application, "withdraw"))

    response = applicant.post(address(application, "withdraw"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert application.events.filter(step="withdraw").count() == 1


# Approved and not joined is withdrawn, too: tests/membership/test_withdraw_until_joined.py.
@pytest.mark.parametrize("status", ["draft", "declined", "withdrawn"])
def test_what_has_a_refusal_or_was_never_sent_is_not_withdrawn(
    applicant: Client, person: User, region: Region, status: str
) -> None:
    application = make_application(region, status, user=person)

    assert applicant.get(address(application, "withdraw")).url == address(application)
    applicant.post(address(application, "withdraw"))
    application.refresh_from_db()
    assert application.status == status
    assert "withdraw" not in applicant.get(address(application)).context["rows"]


def test_withdrawn_organisation_may_apply_again(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region, user=person)
    applicant.post(address(application, "withdraw"))

    assert (
        applicant.get(reverse("membership:apply-page", args=["norrbotten", "organisation"])).status_code
        == 200
    )


def test_reading_changes_nothing(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region, Status.APPROVED, user=person)
    before = (application.events.count(), Letter.objects.count(), SignedCopy.objects.count())

    for name in ("case", "document", "upload", "withdraw"):
        b"".join(applicant.get(address(application, name)))
    application.refresh_from_db()
    assert application.status == Status.APPROVED
    assert application.signing_documents.get().status == Signing.AWAITING
    assert (application.events.count(), Letter.objects.count(), SignedCopy.objects.count()) == before


def test_what_waits_for_the_person_stands_first(applicant: Client, person: User, region: Region) -> None:
    for status in ("approved", "submitted", "withdrawn", "declined", "draft"):
        make_application(region, status, user=person)

    statuses = [entry.application.status for entry in applicant.get(HOME).context["cases"]]
    assert set(statuses[:2]) == {"approved", "draft"}
    assert statuses[2] == "submitted"
    assert set(statuses[3:]) == {"withdrawn", "declined"}


def test_pages_speak_english_too(applicant: Client, person: User, region: Region) -> None:
    application = make_application(region, Status.APPROVED, user=person)

    for path in (HOME, address(application)):
        page = applicant.get(f"/en{path}").content.decode()
        assert 'lang="en"' in page
        assert "Awaits your signature" in page
