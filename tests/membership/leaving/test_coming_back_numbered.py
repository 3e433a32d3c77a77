"""A former member that had no number comes back with one: the same organisation, and nothing merged (MEM-49, MEM-50)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.exceptions import AlreadyApplied
from membership.models import Application, Membership, Organisation
from membership.services import begin_again, submit_application
from membership.services.supplements import change_asked
from membership.states import Status
from tests.factories import make_application, make_number, make_secretary, make_supplement, make_user, sign_in
from tests.membership.leaving.acts import leave, run

pytestmark = pytest.mark.django_db
NETWORK = {"number": "", "number_missing_reason": "Nätverk"}


@pytest.fixture
def former(member: Membership, person: User, noon: Any) -> Membership:
    """It had no number, and has left."""
    Organisation.objects.update(number=None)
    Application.objects.update(**NETWORK)
    run(leave(Membership.objects.get(), person))
    noon.shift(dt.timedelta(days=30))
    return Membership.objects.get()


def come_back(former: Membership, person: User, **answers: Any) -> Application:
    draft = begin_again(membership=former, actor=person, language="sv")
    answers = {
        "declared": True,
        "declared_by": "Maja",
        "contact_level": "regional",
        "scope": "county",
        **answers,
    }
    Application.objects.filter(pk=draft.pk).update(**answers)
    draft.refresh_from_db()
    submit_application(application=draft, actor=person)
    draft.refresh_from_db()
    return draft


def has_number(number: str) -> dict[str, str]:
    return {"number": number, "number_missing_reason": ""}


def test_number_that_nobody_has_is_the_organisations_own_now(former: Membership, person: User) -> None:
    number = make_number()
    case = come_back(former, person, **has_number(number))

    assert case.organisation == former.organisation
    assert Organisation.objects.get().number == number


def test_number_of_another_organisation_links_and_merges_nothing(
    region: Region, former: Membership, person: User
) -> None:
    other = make_application(region, Status.WITHDRAWN, name="Nätverket Norr").organisation
    assert other is not None
    case = come_back(former, person, **has_number(other.number or ""))

    assert case.organisation == other
    assert case.former == former
    former.refresh_from_db()
    assert former.organisation != other
    assert former.organisation.number is None
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    page = staff.get(reverse("admin:membership_reviewitem_change", args=[case.pk])).context["history"]
    assert page.former == former
    assert former not in page.memberships


def test_staff_are_told_nothing_twice_where_it_is_the_same_row(
    region: Region, former: Membership, person: User
) -> None:
    case = come_back(former, person, **has_number(make_number()))
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    page = staff.get(reverse("admin:membership_reviewitem_change", args=[case.pk])).context["history"]
    assert page.former is None
    assert former in page.memberships


def test_number_of_an_organisation_that_has_applied_is_refused(
    region: Region, former: Membership, person: User
) -> None:
    other = make_application(region)
    with pytest.raises(AlreadyApplied):
        come_back(former, person, **has_number(other.number))
    former.organisation.refresh_from_db()
    assert former.organisation.number is None


def test_former_member_with_another_number_is_another_organisation(
    region: Region, former: Membership, person: User
) -> None:
    """Two numbers are two organisations; who it was before is said all the same."""
    Organisation.objects.update(number=make_number())
    case = come_back(former, person, **has_number(make_number()))

    assert case.organisation != former.organisation
    assert case.former == former


@pytest.mark.parametrize("first", ["", "wrong"])
def test_number_that_comes_with_a_supplement_keeps_the_row(
    region: Region, former: Membership, person: User, first: str
) -> None:
    case = come_back(former, person, **(has_number(make_number()) if first else {}))
    make_supplement(case, pages=["organisation"])
    Application.objects.filter(pk=case.pk).update(status=Status.SUPPLEMENT)
    number = make_number()

    change_asked(case, actor=person, page="organisation", **has_number(number))
    assert case.organisation == former.organisation
    assert Organisation.objects.get().number == number
    assert Organisation.objects.get().name == former.organisation.name


def test_number_that_others_gave_stays_theirs(region: Region, person: User) -> None:
    """Another number in a supplement: a row that other applications know by its number is not renumbered."""
    before = make_application(region, Status.WITHDRAWN, user=make_user())
    case = make_application(region, user=person)
    Application.objects.filter(pk=case.pk).update(organisation=before.organisation, number=before.number)
    case.refresh_from_db()
    make_supplement(case, pages=["organisation"])

    change_asked(case, actor=person, page="organisation", **has_number(make_number()))
    assert case.organisation != before.organisation
    assert before.organisation is not None
    assert Organisation.objects.get(pk=before.organisation.pk).number == before.number
