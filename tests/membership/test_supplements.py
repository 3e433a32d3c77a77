"""Something is missing: asked for by the region, sent by the organisation, and nothing frozen moves (MEM-44, LAW-F4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.exceptions import AlreadyApplied, BadFile
from membership.models import Application, Attachment, Organisation
from membership.services import answer_supplement, ask_supplement
from membership.services.attachments import MOST_FILES
from membership.services.supplements import attach, change_asked
from membership.states import Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_cut_off,
    make_leader,
    make_member,
    make_number,
    make_region,
    make_secretary,
    make_supplement,
    make_upload,
    make_user,
    pdf_bytes,
    sign_in,
)
from tests.membership.supplementing import asked

pytestmark = pytest.mark.django_db
FROZEN = ("effects", "submitted_at", "declaration", "declaration_version", "declared_by", "declared_at")


@pytest.fixture
def region() -> Region:
    made = make_region()
    make_cut_off(made, timezone.localdate() + dt.timedelta(days=1))
    return made


@pytest.fixture
def case(region: Region, person: User) -> Application:
    return make_application(region, user=person, name="Föreningen Vinterljus")


def address(case: Application, page: str = "") -> str:
    if page:
        return reverse("membership:supplement-page", args=[case.reference, page])
    return reverse("membership:supplement", args=[case.reference])


def frozen(case: Application) -> list[Any]:
    return list(Application.objects.values_list(*FROZEN).get(pk=case.pk))


ORGANISATION = {"name": "Föreningen Vinterljus i norr", "form": "nonprofit"}


# --- Asking --------------------------------------------------------------------------------------


def test_request_says_what_by_when_how_and_what_happens_otherwise(case: Application) -> None:
    asked(case, "organisation")

    letter = Letter.objects.filter(kind="supplement_asked").first()
    assert letter is not None
    for sentence in ("Stadgarna saknas.", "Gruppen beslutar ändå.", case.get_absolute_url()):
        assert sentence in letter.text


def test_nobody_is_given_less_time_than_the_region_has_said(case: Application) -> None:
    with pytest.raises(StepNotAllowed):
        ask_supplement(
            case,
            actor=make_secretary(case.agreement.region),
            what="x",
            otherwise="y",
            answer_by=timezone.localdate() + dt.timedelta(days=13),
        )
    case.refresh_from_db()
    assert case.status == Status.SUBMITTED
    assert not Letter.objects.exists()


def test_declaration_is_never_opened(case: Application) -> None:
    with pytest.raises(StepNotAllowed):
        asked(case, "intygande")


def test_case_page_shows_the_request(applicant: Client, case: Application) -> None:
    asked(case)

    page = applicant.get(case.get_absolute_url()).content.decode()
    for sentence in ("Stadgarna saknas.", "Gruppen beslutar ändå.", address(case)):
        assert sentence in page
    (entry,) = applicant.get("/mina-sidor/").context["cases"]
    assert entry.progress.action


# --- Changing answers ----------------------------------------------------------------------------


def test_only_the_pages_that_were_asked_for_are_open(applicant: Client, case: Application) -> None:
    asked(case, "omrade")

    assert address(case, "omrade") in applicant.get(address(case)).content.decode()
    assert applicant.get(address(case, "omrade")).status_code == 200
    for page in ("organisation", "kontakt", "intygande", "kontrollera", "annat"):
        assert applicant.get(address(case, page)).status_code == 404
        assert applicant.post(address(case, page), ORGANISATION).status_code == 404
    with pytest.raises(StepNotAllowed):
        change_asked(case, actor=case.access.get().user, page="organisation", name="Annat namn")
    case.refresh_from_db()
    assert case.name == "Föreningen Vinterljus"


def test_changed_answers_stand_in_the_diary_and_nothing_frozen_moves(
    applicant: Client, case: Application
) -> None:
    before = frozen(case)
    asked(case, "organisation")

    response = applicant.post(address(case, "organisation"), {**ORGANISATION, "number": case.number})

    assert response.url == address(case)
    case.refresh_from_db()
    assert case.name == "Föreningen Vinterljus i norr"
    assert case.organisation is not None
    assert case.organisation.name == case.name
    assert case.status == Status.SUPPLEMENT
    event = case.events.get(step="answers_changed")
    assert "Föreningen Vinterljus → Föreningen Vinterljus i norr" in event.note
    assert frozen(case) == before


def test_same_answers_again_write_nothing(applicant: Client, case: Application) -> None:
    asked(case, "organisation")
    for _time in range(2):
        applicant.post(address(case, "organisation"), {**ORGANISATION, "number": case.number})

    assert case.events.filter(step="answers_changed").count() == 1


def test_places_can_be_corrected(applicant: Client, case: Application, region: Region) -> None:
    asked(case, "omrade")
    places = list(region.municipalities.all()[:2])

    applicant.post(
        address(case, "omrade"), {"scope": "several", "municipalities": [place.pk for place in places]}
    )

    case.refresh_from_db()
    assert case.scope == "several"
    assert set(case.municipalities.all()) == set(places)
    assert places[0].name in case.events.get(step="answers_changed").note


def test_corrected_number_leads_to_the_organisation_that_has_it(case: Application, person: User) -> None:
    known = Organisation.objects.create(name="Vinterljus", number=make_number(), form="nonprofit")
    asked(case, "organisation")

    change_asked(case, actor=person, page="organisation", number=known.number)

    case.refresh_from_db()
    assert case.organisation == known


def test_number_of_a_member_is_refused_at_the_field(
    applicant: Client, case: Application, region: Region, person: User
) -> None:
    member = make_member(region)
    asked(case, "organisation")

    response = applicant.post(
        address(case, "organisation"), {**ORGANISATION, "number": member.organisation.number}
    )
    assert "number" in response.context["form"].errors
    with pytest.raises(AlreadyApplied):
        change_asked(case, actor=person, page="organisation", number=member.organisation.number)
    case.refresh_from_db()
    assert case.number != member.organisation.number


# --- Files ---------------------------------------------------------------------------------------


def test_files_are_kept_as_they_are(applicant: Client, case: Application) -> None:
    request = asked(case)
    files = [make_upload(pdf_bytes(title=name), f"{name}.pdf") for name in ("stadgar", "protokoll")]

    response = applicant.post(address(case), {"answer": "Här kommer de.", "attached": files})

    assert response.url == case.get_absolute_url()
    assert [file.filename for file in request.attachments.all()] == ["stadgar.pdf", "protokoll.pdf"]
    with default_storage.open(request.attachments.get(filename="stadgar.pdf").stored_name) as kept:
        assert kept.read() == pdf_bytes(title="stadgar")


def test_statutes_and_minutes_are_known_as_such(applicant: Client, case: Application) -> None:
    """They name people, and are forgotten one day."""
    request = asked(case)
    chosen = {
        field: [make_upload(pdf_bytes(title=field), f"{field}.pdf")]
        for field in ("statutes", "minutes", "attached")
    }
    assert applicant.post(address(case), {"answer": "", **chosen}).status_code == 302
    assert dict(request.attachments.values_list("filename", "kind")) == {
        "statutes.pdf": "statutes",
        "minutes.pdf": "minutes",
        "attached.pdf": "other",
    }


def test_bad_file_is_said_at_its_own_field(applicant: Client, case: Application) -> None:
    request = asked(case)
    bad = make_upload(b"MZ not a pdf", "virus.pdf")
    response = applicant.post(
        address(case), {"answer": "Här.", "minutes": [bad], "attached": [make_upload()]}
    )
    assert list(response.context["form"].errors) == ["minutes"]
    assert request.attachments.count() == 1


def test_bad_file_loses_neither_the_words_nor_the_good_file(applicant: Client, case: Application) -> None:
    request = asked(case)
    good, bad = make_upload(name="stadgar.pdf"), make_upload(b"MZ not a pdf", "virus.pdf")

    response = applicant.post(address(case), {"answer": "Här kommer de.", "attached": [good, bad]})

    assert response.status_code == 200
    assert "virus.pdf" in str(response.context["form"].errors["attached"])
    page = response.content.decode()
    assert "Här kommer de." in page
    assert "stadgar.pdf" in page
    assert request.attachments.count() == 1
    case.refresh_from_db()
    assert case.status == Status.SUPPLEMENT


def test_same_file_is_kept_once_and_there_is_an_end(case: Application, person: User) -> None:
    asked(case)
    for _time in range(2):
        attach(case, actor=person, upload=make_upload(pdf_bytes(title="0")))
    assert Attachment.objects.count() == 1

    for number in range(1, MOST_FILES):
        attach(case, actor=person, upload=make_upload(pdf_bytes(title=str(number))))
    with pytest.raises(BadFile):
        attach(case, actor=person, upload=make_upload(pdf_bytes(title="last straw")))
    assert Attachment.objects.count() == MOST_FILES


def test_one_file_too_many_is_said_once_at_its_field(applicant: Client, case: Application) -> None:
    asked(case)
    chosen = [make_upload(pdf_bytes(title=str(number)), f"{number}.pdf") for number in range(MOST_FILES + 3)]
    response = applicant.post(
        reverse("membership:supplement", args=[case.reference]),
        {"answer": "Här är allt.", "attached": chosen},
    )

    assert len(response.context["form"].errors["attached"]) == 1
    assert "Här är allt." in response.content.decode()
    assert Attachment.objects.count() == MOST_FILES


def test_file_is_only_for_the_organisation_and_staff_of_the_case(
    applicant: Client, case: Application, region: Region, person: User
) -> None:
    asked(case)
    file = attach(case, actor=person, upload=make_upload(name="stadgar.pdf"))
    url = reverse("membership:attachment", args=[case.reference, file.pk])

    assert b"".join(applicant.get(url)) == pdf_bytes()
    for staff in (make_secretary(region), make_leader(region)):
        response = sign_in(Client(), staff, second_factor=True).get(url)
        assert b"".join(response) == pdf_bytes()
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert "attachment" in response.headers["Content-Disposition"]
    elsewhere = make_secretary(make_region("blekinge"))
    for stranger in (make_user(), elsewhere):
        assert sign_in(Client(), stranger, second_factor=True).get(url).status_code == 404
    other = make_application(region, user=person)
    assert applicant.get(reverse("membership:attachment", args=[other.reference, file.pk])).status_code == 404
    assert applicant.get(url.replace(f"/{file.pk}/", f"/{'9' * 30}/")).status_code == 404


# --- Sending -------------------------------------------------------------------------------------


def test_answer_brings_the_case_back_and_nothing_frozen_moves(applicant: Client, case: Application) -> None:
    before = frozen(case)
    request = asked(case)

    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        applicant = sign_in(Client(), case.access.get().user)
        applicant.post(address(case), {"answer": "Stadgarna ligger på vår webbplats."})

    case.refresh_from_db()
    request.refresh_from_db()
    assert case.status == Status.SUBMITTED
    assert request.answer == "Stadgarna ligger på vår webbplats."
    assert frozen(case) == before
    assert Letter.objects.filter(kind="supplement_received").count() == 1


def test_empty_answer_is_asked_about_unless_something_else_came(
    applicant: Client, case: Application, person: User
) -> None:
    asked(case)

    response = applicant.post(address(case), {"answer": ""})
    assert "answer" in response.context["form"].errors
    attach(case, actor=person, upload=make_upload())
    assert applicant.post(address(case), {"answer": ""}).status_code == 302


def test_late_answer_is_taken(applicant: Client, case: Application) -> None:
    make_supplement(case, answer_by=timezone.localdate() - dt.timedelta(days=9))

    applicant.post(address(case), {"answer": "Förlåt att det dröjde."})

    case.refresh_from_db()
    assert case.status == Status.SUBMITTED


def test_second_click_says_so_and_changes_nothing(applicant: Client, case: Application) -> None:
    asked(case)
    applicant.post(address(case), {"answer": "Ja."})

    response = applicant.post(address(case), {"answer": "Ja igen.", "attached": [make_upload()]}, follow=True)
    assert response.redirect_chain == [(case.get_absolute_url(), 302)]
    assert case.events.filter(step="answer_supplement").count() == 1
    assert not Attachment.objects.exists()


def test_application_can_be_taken_back_while_something_is_missing(
    applicant: Client, case: Application
) -> None:
    asked(case)
    withdraw = reverse("membership:withdraw", args=[case.reference])

    assert withdraw in applicant.get(case.get_absolute_url()).content.decode()
    assert applicant.get(withdraw).status_code == 200
    applicant.post(withdraw)
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert applicant.get(address(case)).url == case.get_absolute_url()


def test_words_survive_a_session_that_ran_out(case: Application, person: User) -> None:
    asked(case)
    forgotten = Client()

    response = forgotten.post(address(case), {"answer": "Ett långt svar."})
    assert reverse("accounts:sign-in") in response.url
    sign_in(forgotten, person)
    assert "Ett långt svar." in forgotten.get(address(case)).content.decode()


def test_strangers_find_nothing(case: Application) -> None:
    asked(case, "organisation")
    stranger = sign_in(Client(), make_user())

    for url in (address(case), address(case, "organisation")):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {"answer": "x"}).status_code == 404
    with pytest.raises(StepNotAllowed):
        attach(case, actor=make_secretary(case.agreement.region), upload=make_upload())


def test_nothing_is_asked_in_a_case_without_a_request(
    applicant: Client, case: Application, person: User
) -> None:
    assert applicant.get(address(case)).url == case.get_absolute_url()
    assert applicant.get(address(case, "organisation")).url == case.get_absolute_url()
    with pytest.raises(StepNotAllowed):
        answer_supplement(case, actor=person, answer="x")
