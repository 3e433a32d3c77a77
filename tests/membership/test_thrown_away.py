"""A draft is thrown away by the one who works on it, with all that only it was about."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application, Attachment
from membership.services.access import give_access, take_access
from membership.services.attachments import attach_paper
from membership.services.thrown_away import throw_draft_away
from membership.states import AttachmentKind, Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_draft,
    make_leader,
    make_operator,
    make_secretary,
    make_upload,
    make_user,
    sign_in,
)
from tests.harness.at_once import at_once, refused
from tests.membership.applying import address

pytestmark = pytest.mark.django_db
MINE = reverse("membership:my-pages")


@pytest.fixture
def draft(region: Region, person: User) -> Application:
    return make_draft(region, person, name="Föreningen Vinterljus")


def way(case: Application) -> str:
    return reverse("membership:throw-draft-away", args=[case.reference])


def share(draft: Application, person: User) -> User:
    """Somebody else who works on it and has been here."""
    other = give_access(draft, actor=person, email="kassor@vinterljus.example")
    User.objects.filter(pk__in=[person.pk, other.pk]).update(last_login=timezone.now())
    return other


def test_draft_goes_with_its_papers_after_a_page_that_asks(
    applicant: Client, draft: Application, person: User, django_capture_on_commit_callbacks: object
) -> None:
    paper = attach_paper(draft, actor=person, kind=AttachmentKind.STATUTES, upload=make_upload())
    for page in (address(), draft.get_absolute_url()):
        assert way(draft) in applicant.get(page).content.decode()
    assert "Föreningen Vinterljus" in applicant.get(way(draft)).content.decode()
    assert Application.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert applicant.post(way(draft)).url == MINE

    assert not Application.objects.exists()
    assert not Attachment.objects.exists()
    assert not default_storage.exists(paper.stored_name)
    assert applicant.get(address()).context["draft"] is None
    assert applicant.post(way(draft)).url == MINE, "the other click of a double click"
    assert applicant.get(way(draft)).status_code == 404


def test_one_of_several_leaves_and_the_others_keep_it(
    applicant: Client, draft: Application, person: User
) -> None:
    other = share(draft, person)
    leave = reverse("membership:remove-person", args=[draft.reference, draft.access.get(user=person).pk])
    assert applicant.get(way(draft)).url == leave
    assert applicant.post(way(draft)).url == leave
    with pytest.raises(StepNotAllowed):
        throw_draft_away(application=draft, actor=person)
    assert draft.access.count() == 2

    applicant.post(leave)
    assert draft.access.get().user == other
    assert applicant.get(address()).context["draft"] is None


def test_with_it_go_the_diary_and_the_letters_about_who_works_on_it(draft: Application, person: User) -> None:
    other = share(draft, person)
    kept = make_draft(draft.agreement.region, person)
    give_access(kept, actor=person, email=other.email)
    take_access(draft, actor=person, person=other)
    assert draft.events.count() == 2
    assert draft.recusals.exists()
    throw_draft_away(application=draft, actor=person)

    assert not Letter.objects.filter(key__contains=draft.reference).exists()
    assert Letter.objects.filter(key__contains=kept.reference).exists()
    assert kept.events.exists()


def test_letter_that_is_being_sent_ends_as_it_ends(draft: Application, person: User) -> None:
    other = share(draft, person)
    Letter.objects.update(lease_until=timezone.now() + timezone.timedelta(minutes=1))
    take_access(draft, actor=person, person=other)
    throw_draft_away(application=draft, actor=person)

    assert Letter.objects.get().called_off_at


@pytest.mark.parametrize("status", [each for each in Status.values if each != Status.DRAFT])
def test_what_was_sent_is_never_thrown_away(
    applicant: Client, region: Region, person: User, status: str
) -> None:
    case = make_application(region, status, user=person)
    assert way(case) not in applicant.get(case.get_absolute_url()).content.decode()
    for answer in (applicant.get(way(case)), applicant.post(way(case))):
        assert answer.url == case.get_absolute_url()
    with pytest.raises(StepNotAllowed):
        throw_draft_away(application=case, actor=person)
    assert Application.objects.exists()


@pytest.mark.parametrize("who", ["somebody else", "leader", "secretary", "operator"])
def test_strangers_draft_does_not_exist(draft: Application, region: Region, who: str) -> None:
    make = {
        "leader": lambda: make_leader(region),
        "secretary": lambda: make_secretary(region),
        "operator": make_operator,
    }
    other = make.get(who, make_user)()
    client = sign_in(Client(), other, second_factor=True)

    assert client.get(way(draft)).status_code == 404
    assert client.post(way(draft)).url == client.post(way(draft).replace(draft.reference, "NB-26-0000")).url
    with pytest.raises(StepNotAllowed):
        throw_draft_away(application=draft, actor=other)
    assert Application.objects.exists()


def test_visitor_signs_in_first(draft: Application) -> None:
    assert Client().post(way(draft)).url.startswith(reverse("accounts:sign-in"))
    assert Application.objects.exists()


def test_who_took_a_strangers_draft_by_mistake_begins_their_own(region: Region, person: User) -> None:
    theirs = make_draft(region, name="Någon annans", contact_email=person.email)
    client = sign_in(Client(), person)
    theirs.access.create(user=person)
    Application.objects.update(draft_token=None)
    client.post(way(theirs))

    assert "Någon annans" not in client.get(address("organisation")).content.decode()
    assert client.get(address()).context["draft"] is None


@pytest.mark.django_db(transaction=True)
def test_draft_that_is_thrown_away_while_somebody_is_let_in_is_one_or_the_other(
    draft: Application, person: User
) -> None:
    results = at_once(
        lambda: throw_draft_away(application=draft, actor=person),
        lambda: give_access(draft, actor=person, email="kassor@vinterljus.example"),
    )

    assert refused(results) == [StepNotAllowed]
    left = Application.objects.filter(pk=draft.pk).first()
    assert left is None or left.access.count() == 2
