"""Statutes and minutes come with the application itself, where somebody has them at hand (MEM-09)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.exceptions import BadFile
from membership.forms.application import PAGES
from membership.models import Application, Attachment
from membership.services import missing_pages
from membership.services.attachments import MOST_FILES, attach_paper, remove_paper
from membership.states import AttachmentKind
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_draft,
    make_leader,
    make_secretary,
    make_upload,
    make_user,
    pdf_bytes,
    sign_in,
)
from tests.membership.applying import DECLARATION, ORDER, address, fill

pytestmark = pytest.mark.django_db
PAGE = address("intygande")
STATUTES = "stadgar för Vinterljus.pdf"


@pytest.fixture
def draft(region: Region, person: User) -> Application:
    return make_draft(region, person, declared=False, declared_by="")


def pdf(name: str = STATUTES, page: str = "Stadgar") -> SimpleUploadedFile:
    return make_upload(pdf_bytes(title=page), name)


def send(client: Client, **answers: Any) -> Any:
    return client.post(PAGE, {**DECLARATION, **answers})


def kept(application: Application) -> list[tuple[str, str]]:
    return list(application.attachments.order_by("pk").values_list("kind", "filename"))


def ask_for(region: Region, **what: bool) -> None:
    type(region.agreement).objects.update(**what)


def test_statutes_come_with_the_application(applicant: Client, draft: Application) -> None:
    response = send(applicant, statutes=pdf(), statutes_at="https://vinterljus.example/stadgar")

    assert response.url == address("kontrollera")
    draft.refresh_from_db()
    assert draft.statutes_at == "https://vinterljus.example/stadgar"
    assert kept(draft) == [(AttachmentKind.STATUTES, STATUTES)]
    received = draft.attachments.get()
    with default_storage.open(received.stored_name) as stored:
        assert stored.read() == pdf_bytes(title="Stadgar")
    page = applicant.get(response.url).content.decode()
    assert STATUTES in page
    assert draft.statutes_at in page

    receipt = applicant.post(address("kontrollera"), {}).url
    for url in (receipt, reverse("membership:case", args=[draft.reference])):
        assert reverse("membership:attachment", args=[draft.reference, received.pk]) in (
            applicant.get(url).content.decode()
        )


def test_nothing_of_it_must_be_there(applicant: Client, draft: Application, region: Region) -> None:
    ask_for(region, asks_minutes=True)
    assert send(applicant).url == address("kontrollera")
    draft.refresh_from_db()
    assert not missing_pages(draft)
    papers = {str(AttachmentKind.STATUTES.label), str(AttachmentKind.MINUTES.label)}
    rows = {row.label: row.value_list for row in applicant.get(address("kontrollera")).context["rows"]}
    first, second = (rows[paper] for paper in papers)
    assert first == second != ()

    receipt = applicant.post(address("kontrollera"), {}).url
    for url in (receipt, draft.get_absolute_url()):
        labels = {row.label for row in applicant.get(url).context["rows"]}
        assert labels
        assert not labels & papers, "nobody knows whether these were asked for, or have come another way"


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({"asks_statutes": False}, set()),
        ({"asks_minutes": True}, {"statutes", "statutes_at", "minutes"}),
        ({"asks_statutes": False, "asks_minutes": True}, {"minutes"}),
        ({}, {"statutes", "statutes_at"}),
    ],
)
def test_region_says_which_papers_are_asked_for(
    applicant: Client, draft: Application, region: Region, asked: dict[str, bool], there: set[str]
) -> None:
    ask_for(region, **asked)
    fields = applicant.get(PAGE).context["form"].fields.keys()

    assert fields & {"statutes", "statutes_at", "minutes"} == there
    assert fields - {"statutes", "statutes_at", "minutes"} == {"declared", "declared_by"}
    send(applicant, statutes=pdf(), minutes=pdf("protokoll.pdf"), statutes_at="vinterljus.example")
    assert {kind for kind, _name in kept(draft)} == there - {"statutes_at"}


def test_start_page_says_what_to_have_at_hand(client: Client, region: Region) -> None:
    english = f"/en{address()}"

    def said() -> tuple[bool, bool]:
        page = client.get(english).content.decode()
        return "our statutes" in page, "who is in your board" in page

    assert said() == (True, False)
    ask_for(region, asks_statutes=False)
    assert said() == (False, False)
    ask_for(region, asks_minutes=True)
    assert said() == (False, True)
    ask_for(region, asks_statutes=True)
    assert said() == (True, True)


def test_files_survive_another_answer_that_is_wrong(applicant: Client, draft: Application) -> None:
    wrong = applicant.post(
        PAGE, {"declared_by": "Maja Påhittad", "statutes": pdf(), "statutes_at": "på nätet"}
    )

    assert wrong.status_code == 200
    assert wrong.context["form"].has_error("declared")
    assert kept(draft) == [("statutes", STATUTES)]
    page = wrong.content.decode()
    assert STATUTES in page
    assert 'value="på nätet"' in page
    assert send(applicant).url == address("kontrollera")
    assert kept(draft) == [("statutes", STATUTES)]


@pytest.mark.parametrize("with_files", [True, False])
def test_files_that_were_sent_after_the_session_had_ended_are_asked_for_again(
    applicant: Client, draft: Application, person: User, with_files: bool
) -> None:
    goes_on = {"fortsatter": draft.reference}
    Session.objects.all().delete()
    sent = send(
        applicant, declared_by="Maja Påhittad", **goes_on, **({"statutes": pdf()} if with_files else {})
    )
    assert sent.url.startswith(reverse("accounts:sign-in"))

    page = sign_in(applicant, person).get(PAGE)
    assert 'value="Maja Påhittad"' in page.content.decode()
    said = [str(each) for each in page.context["messages"] if each.level_tag == "warning"]
    assert len(said) == with_files
    assert not kept(draft)


@pytest.mark.parametrize(
    ("name", "content"), [("stadgar.pdf", b"<html>"), ("stadgar.docx", b"PK\x03\x04"), ("tom.pdf", b"")]
)
def test_file_that_is_none_is_said_at_its_field_and_the_others_stay(
    applicant: Client, draft: Application, name: str, content: bytes
) -> None:
    response = send(applicant, statutes=[pdf(), SimpleUploadedFile(name, content)])

    assert response.status_code == 200
    assert name in str(response.context["form"].errors["statutes"])
    assert kept(draft) == [("statutes", STATUTES)]
    draft.refresh_from_db()
    assert not draft.declared


def test_file_is_removed_and_gone(applicant: Client, draft: Application) -> None:
    send(applicant, statutes=pdf())
    paper = draft.attachments.get()
    remove = reverse("membership:remove-paper", args=[draft.reference, paper.pk])
    assert remove in applicant.get(PAGE).content.decode()

    assert applicant.get(remove).url == PAGE
    assert draft.attachments.exists(), "looking removes nothing"
    for _click in range(2):
        assert applicant.post(remove).url == PAGE
    assert not draft.attachments.exists()
    assert STATUTES not in applicant.get(PAGE).content.decode()


@pytest.mark.django_db(transaction=True)
def test_removed_file_leaves_no_bytes(region: Region, person: User) -> None:
    draft = make_draft(region, person)
    paper = attach_paper(draft, actor=person, kind="statutes", upload=pdf())

    assert remove_paper(draft, actor=person, pk=paper.pk)
    assert not remove_paper(draft, actor=person, pk=paper.pk)
    assert not default_storage.exists(paper.stored_name)


def test_what_was_handed_in_stays(applicant: Client, draft: Application, person: User) -> None:
    send(applicant, statutes=pdf())
    applicant.post(address("kontrollera"), {})
    paper = Attachment.objects.get()
    remove = reverse("membership:remove-paper", args=[draft.reference, paper.pk])

    assert remove not in applicant.get(draft.get_absolute_url()).content.decode()
    applicant.post(remove)
    draft.refresh_from_db()
    with pytest.raises(StepNotAllowed):
        attach_paper(draft, actor=person, kind="statutes", upload=pdf(page="Andra stadgar"))
    assert Attachment.objects.get() == paper
    assert default_storage.exists(paper.stored_name)


def test_same_file_twice_is_kept_once_and_not_too_many(draft: Application, person: User) -> None:
    for _twice in range(2):
        attach_paper(draft, actor=person, kind="statutes", upload=pdf())
    assert len(kept(draft)) == 1
    for number in range(1, MOST_FILES):
        attach_paper(draft, actor=person, kind="minutes", upload=pdf(page=f"Sida {number}"))
    with pytest.raises(BadFile):
        attach_paper(draft, actor=person, kind="minutes", upload=pdf(page="En till"))
    assert len(kept(draft)) == MOST_FILES


def test_one_file_too_many_is_said_at_its_field_and_the_others_stay(
    applicant: Client, draft: Application
) -> None:
    """A whole handful of photos, chosen on a phone."""
    chosen = [pdf(f"{number}.pdf", f"Sida {number}") for number in range(MOST_FILES + 3)]
    response = send(applicant, statutes=chosen, statutes_at="på nätet")

    assert response.status_code == 200
    (said,) = response.context["form"].errors["statutes"]
    assert str(MOST_FILES) in said
    assert 'value="på nätet"' in response.content.decode()
    assert len(kept(draft)) == MOST_FILES
    assert send(applicant, statutes_at="på nätet").url == address("kontrollera")


def test_more_files_than_anybody_sends_are_refused_in_plain_words(
    applicant: Client, draft: Application, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = send(applicant, statutes=[pdf(), pdf(page="två"), pdf(page="tre")])

    assert response.status_code == 400
    assert {"400.html", "base_plain.html"} <= {each.name for each in response.templates}
    assert not kept(draft)


def test_file_that_came_after_the_answers_were_shown_is_shown_before_they_are_sent(
    client: Client, region: Region, person: User
) -> None:
    sign_in(client, person)
    fill(client, *ORDER)
    seen = client.get(address("kontrollera")).context["form"].stamp
    attach_paper(Application.objects.get(), actor=person, kind="statutes", upload=pdf())

    response = client.post(address("kontrollera"), {"seen": seen})
    assert response.context["form"].has_error("__all__", code="changed")


def test_stranger_and_staff_meet_nothing_of_a_draft(
    applicant: Client, draft: Application, region: Region
) -> None:
    send(applicant, statutes=pdf())
    paper = Attachment.objects.get()
    file = reverse("membership:attachment", args=[draft.reference, paper.pk])
    remove = reverse("membership:remove-paper", args=[draft.reference, paper.pk])
    assert b"".join(applicant.get(file)).startswith(b"%PDF")

    for user in (make_user(), make_secretary(region), make_leader(region)):
        other = sign_in(Client(), user, second_factor=True)
        assert other.get(file).status_code == 404
        assert other.post(remove).status_code == 404
        with pytest.raises(StepNotAllowed):
            attach_paper(draft, actor=user, kind="statutes", upload=pdf())
        with pytest.raises(StepNotAllowed):
            remove_paper(draft, actor=user, pk=paper.pk)
    assert Client().post(remove).url.startswith(reverse("accounts:sign-in"))
    assert kept(draft) == [("statutes", STATUTES)]


def test_staff_read_them_once_the_application_is_there(
    applicant: Client, draft: Application, region: Region
) -> None:
    ask_for(region, asks_minutes=True)
    send(applicant, statutes=pdf(), minutes=pdf("protokoll.pdf", "Årsmöte"), statutes_at="<b>på nätet</b>")
    case = f"/admin/membership/reviewitem/{draft.pk}/change/"
    secretary = sign_in(Client(), make_secretary(region), second_factor=True)
    assert secretary.get(case).status_code == 404

    applicant.post(address("kontrollera"), {})
    page = secretary.get(case).content.decode()
    for paper in draft.attachments.all():
        file = reverse("membership:attachment", args=[draft.reference, paper.pk])
        assert file in page
        assert b"".join(secretary.get(file)).startswith(b"%PDF")
    assert "Stadgar: <a" in page
    assert "Protokoll: <a" in page
    assert "&lt;b&gt;på nätet&lt;/b&gt;" in page


def test_case_without_papers_says_nothing_of_them(region: Region) -> None:
    case = make_application(region)
    secretary = sign_in(Client(), make_secretary(region), second_factor=True)
    assert 'id="papers"' not in (
        secretary.get(f"/admin/membership/reviewitem/{case.pk}/change/").content.decode()
    )


def test_pages_that_a_supplement_opens_take_no_papers() -> None:
    asking = [slug for slug, form in PAGES.items() if {"statutes", "minutes"} & form.base_fields.keys()]
    assert asking == ["intygande"]
