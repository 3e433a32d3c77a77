"""Staff ask for what is missing, read what came, and go on without it when the day has passed (MEM-44)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application, SupplementRequest
from membership.services import answer_supplement, close_supplement, withdraw_application
from membership.services.supplements import attach
from membership.states import Status
from steps.exceptions import StepNotAllowed
from tests.factories import make_application, make_secretary, make_upload, sign_in
from tests.membership.supplementing import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(region: Region, person: User) -> Application:
    return make_application(region, user=person)


def staff_url(case: Application, slug: str) -> str:
    return reverse(f"admin:membership_reviewitem_{slug}", args=[case.pk])


@pytest.fixture
def secretary(region: Region) -> Client:
    return sign_in(Client(), make_secretary(region), second_factor=True)


def test_staff_ask_on_a_page_with_sensible_words_and_day(secretary: Client, case: Application) -> None:
    form = secretary.get(staff_url(case, "ask_supplement")).context["form"]
    assert form.initial["answer_by"] == timezone.localdate() + dt.timedelta(days=14)
    assert form.initial["otherwise"]

    response = secretary.post(
        staff_url(case, "ask_supplement"),
        {
            "what": "Stadgarna saknas.",
            "otherwise": "Gruppen beslutar ändå.",
            "answer_by": (timezone.localdate() + dt.timedelta(days=20)).isoformat(),
            "pages": ["organisation", "omrade"],
        },
    )
    assert response.status_code == 302
    request = case.supplements.get()
    assert request.pages == ["organisation", "omrade"]
    page = secretary.get(response.url).content.decode()
    assert "Stadgarna saknas." in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": ""},
        {"otherwise": " "},
        {"answer_by": "2020-01-01"},
        {"answer_by": ""},
        {"pages": ["intygande"]},
    ],
)
def test_incomplete_request_is_not_sent(secretary: Client, case: Application, wrong: dict[str, Any]) -> None:
    data = {
        "what": "x",
        "otherwise": "y",
        "answer_by": (timezone.localdate() + dt.timedelta(days=20)).isoformat(),
        **wrong,
    }

    response = secretary.post(staff_url(case, "ask_supplement"), data)
    assert response.context["form"].errors.keys() == wrong.keys()
    assert not case.supplements.exists()


def test_staff_see_answer_and_files(secretary: Client, case: Application, person: User) -> None:
    asked(case)
    file = attach(case, actor=person, upload=make_upload(name="stadgar.pdf"))
    answer_supplement(case, actor=person, answer="Se bilagan.")

    page = secretary.get(reverse("admin:membership_reviewitem_change", args=[case.pk])).content.decode()
    assert "Se bilagan." in page
    assert reverse("membership:attachment", args=[case.reference, file.pk]) in page


def test_nobody_goes_on_without_it_before_the_day_has_passed(
    secretary: Client, case: Application, region: Region
) -> None:
    request = asked(case)
    with pytest.raises(StepNotAllowed):
        close_supplement(case, actor=make_secretary(region), note="Vi väntar inte.")
    assert secretary.get(staff_url(case, "go_on_without")).status_code == 302

    SupplementRequest.objects.update(answer_by=timezone.localdate() - dt.timedelta(days=1))
    assert secretary.get(staff_url(case, "go_on_without")).status_code == 200
    secretary.post(staff_url(case, "go_on_without"), {"note": "Svaret dröjer."})
    case.refresh_from_db()
    request.refresh_from_db()
    assert case.status == Status.SUBMITTED
    assert request.closed_at is not None


def test_second_request_is_another_one(case: Application, person: User) -> None:
    first = asked(case)
    answer_supplement(case, actor=person, answer="Ja.")
    second = asked(case)

    assert first.pk != second.pk
    withdraw_application(application=case, actor=person)
    assert Letter.objects.filter(kind="supplement_asked", to=person.email).count() == 2
