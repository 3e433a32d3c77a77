"""Several people of one board: add, remove, hand over, without staff (MEM-51)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application
from membership.services.access import give_access, take_access
from membership.states import Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_draft,
    make_leader,
    make_member,
    make_operator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.harness.at_once import at_once, refused

pytestmark = pytest.mark.django_db
NEW = "nya.ordforanden@vinterljus.example"


@pytest.fixture
def case(region: Region, person: User) -> Application:
    return make_application(region, user=person, name="Föreningen Vinterljus")


def address(case: Application) -> str:
    return reverse("membership:people", args=[case.reference])


def been_here(user: User) -> User:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    user.refresh_from_db()
    return user


def with_code(email: str) -> Client:
    """Somebody who signs in by the code that is sent to the address."""
    client = Client()
    client.post(reverse("accounts:sign-in"), {"email": email})
    text = Letter.objects.filter(kind="sign_in_code", to=email).latest("pk").text
    found = re.search(r"\b[B-Z]{4}-[B-Z]{4}\b", text)
    assert found
    client.post(reverse("accounts:code"), {"code": found.group()})
    return client


def test_board_hands_over_without_staff(applicant: Client, case: Application, person: User) -> None:
    assert applicant.post(address(case), {"email": f" {NEW.upper()} "}).url == address(case)
    letter = Letter.objects.get(kind="access_given")
    assert letter.to == NEW
    assert case.get_absolute_url() in letter.text

    successor = with_code(NEW)
    assert successor.get(case.get_absolute_url()).status_code == 200
    own = case.access.get(user=person)
    remove = reverse("membership:remove-person", args=[case.reference, own.pk])
    assert applicant.get(remove).status_code == 200
    assert case.access.count() == 2
    assert applicant.post(remove).url == reverse("membership:my-pages")

    assert applicant.get(case.get_absolute_url()).status_code == 404
    assert [access.user.email for access in case.access.all()] == [NEW]
    assert list(case.events.values_list("step", "note")[1:]) == [
        ("access_given", NEW),
        ("access_taken", person.email),
    ]


@pytest.mark.parametrize("status", Status.values)
def test_every_case_can_be_shared(region: Region, person: User, status: str) -> None:
    case = make_application(region, status, user=person)
    added = give_access(case, actor=person, email=NEW)
    assert sign_in(Client(), added).get(case.get_absolute_url()).status_code == 200


def test_members_case_can_be_shared(applicant: Client, region: Region, person: User) -> None:
    case = make_member(region, user=person).application
    assert address(case) in applicant.get(case.get_absolute_url()).content.decode()
    assert applicant.post(address(case), {"email": NEW}).status_code == 302
    assert case.access.count() == 2


def test_letter_about_a_draft_carries_nothing_that_was_typed(region: Region, person: User) -> None:
    """Nobody has seen the draft, and its name may be any text for any stranger."""
    person.name = "BILLIGA LÅN"
    person.save()
    draft = make_draft(region, person, name="KÖP NU http://evil.example")
    give_access(draft, actor=person, email=NEW)

    letter = Letter.objects.get(kind="access_given")
    for half in (letter.subject, letter.text, letter.html):
        assert "evil.example" not in half
        assert "BILLIGA" not in half
    assert person.email in letter.text


def test_draft_stays_invisible_to_staff(region: Region, person: User) -> None:
    draft = make_draft(region, person)
    give_access(draft, actor=person, email=NEW)

    for staff in (make_leader(region), make_secretary(region), make_operator()):
        visitor = sign_in(Client(), staff, second_factor=True)
        assert visitor.get(address(draft)).status_code == 404
        assert visitor.post(address(draft), {"email": staff.email}).status_code == 404
        with pytest.raises(StepNotAllowed):
            give_access(draft, actor=staff, email=staff.email)
        assert not Application.objects.for_staff(staff).filter(pk=draft.pk).exists()


def test_letters_of_a_draft_are_not_for_staff_to_read(region: Region, person: User) -> None:
    """LAW-P1: neither that it exists nor who is behind it."""
    draft = make_draft(region, person)
    give_access(draft, actor=person, email=NEW)
    letter = Letter.objects.get(kind="access_given")
    for staff in (make_leader(region), make_secretary(region)):
        visitor = sign_in(Client(), staff, second_factor=True)
        listed = visitor.get("/admin/letters/letter/?state=all").content.decode()
        assert NEW not in listed
        assert draft.reference not in listed
        assert visitor.get(f"/admin/letters/letter/{letter.pk}/change/").status_code != 200


def test_the_last_one_stays(applicant: Client, case: Application, person: User) -> None:
    with pytest.raises(StepNotAllowed):
        take_access(case, actor=person, person=person)
    assert "personer/" + str(case.access.get().pk) not in applicant.get(address(case)).content.decode()


def test_nobody_hands_over_to_an_address_that_never_answered(case: Application, person: User) -> None:
    """A slip of the pen in the address would leave the organisation outside."""
    been_here(person)
    added = give_access(case, actor=person, email=NEW)
    with pytest.raises(StepNotAllowed):
        take_access(case, actor=person, person=person)

    been_here(added)
    take_access(case, actor=person, person=person)
    assert [access.user for access in case.access.all()] == [added]


def test_removed_person_is_told(case: Application, person: User) -> None:
    been_here(person)
    added = give_access(case, actor=person, email=NEW)
    take_access(case, actor=person, person=added)
    take_access(case, actor=person, person=added)

    assert [letter.to for letter in Letter.objects.filter(kind="access_taken")] == [NEW]
    assert case.events.filter(step="access_taken").count() == 1


def test_same_person_twice_is_one_access_and_one_letter(
    applicant: Client, case: Application, person: User
) -> None:
    for _time in range(2):
        applicant.post(address(case), {"email": NEW})

    assert case.access.count() == 2
    assert Letter.objects.filter(kind="access_given").count() == 1


def test_person_who_comes_back_gets_a_letter_again(case: Application, person: User) -> None:
    been_here(person)
    for _time in range(2):
        added = give_access(case, actor=person, email=NEW)
        take_access(case, actor=person, person=added)

    assert Letter.objects.filter(kind="access_given").count() == 2


def test_applicant_cannot_close_the_case_to_those_who_decide(
    applicant: Client, case: Application, region: Region
) -> None:
    """Access makes a conflict of interest (MEM-45): nobody may force one on a member of the group."""
    for staff in (make_leader(region), make_secretary(region)):
        response = applicant.post(address(case), {"email": staff.email})
        assert "email" in response.context["form"].errors
    assert case.access.count() == 1


@pytest.mark.parametrize("email", ["", "maja", "a@b", "a@b.se\nBcc: c@d.se"])
def test_bad_addresses_are_asked_about(applicant: Client, case: Application, email: str) -> None:
    response = applicant.post(address(case), {"email": email})
    assert "email" in response.context["form"].errors
    assert case.access.count() == 1


def test_letters_to_strangers_have_an_end(applicant: Client, case: Application) -> None:
    for number in range(12):
        applicant.post(address(case), {"email": f"person{number}@annan.example"})

    assert Letter.objects.filter(kind="access_given").count() == 10


def test_strangers_change_nothing(case: Application, person: User) -> None:
    stranger = make_user()
    client = sign_in(Client(), stranger)

    assert client.get(address(case)).status_code == 404
    assert client.post(address(case), {"email": stranger.email}).status_code == 404
    remove = reverse("membership:remove-person", args=[case.reference, case.access.get().pk])
    assert client.post(remove).status_code == 404
    with pytest.raises(StepNotAllowed):
        give_access(case, actor=stranger, email=stranger.email)
    with pytest.raises(StepNotAllowed):
        take_access(case, actor=stranger, person=person)
    assert Client().get(address(case)).status_code == 302


def test_access_of_another_case_is_not_found(applicant: Client, case: Application, region: Region) -> None:
    other = make_application(region).access.get()
    for pk in (other.pk, 9**30):
        assert applicant.get(f"{address(case)}{pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_leave_one() -> None:
    case = make_application(make_region(), user=make_user("a@forening.example"))
    first = case.access.get().user
    second = been_here(give_access(case, actor=been_here(first), email=NEW))

    [refusal] = refused(
        at_once(
            lambda: take_access(case, actor=first, person=second),
            lambda: take_access(case, actor=second, person=first),
        )
    )

    assert case.access.count() == 1
    assert issubclass(refusal, StepNotAllowed)
