"""A file chosen in a form that came back for another reason is not chosen twice, and does not stay."""

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
from membership.exceptions import BadFile
from membership.models import Application, KeptFile, SignedCopy
from membership.services.kept_files import as_upload, keep_file, kept_file, let_go, throw_away
from membership.states import Signing, Status
from relay.services import work_on
from tests.factories import make_application, make_secretary, make_upload, make_user, pdf_bytes, sign_in

pytestmark = pytest.mark.django_db
PLACE = "register-paper:1"


@pytest.fixture
def office(region: Region) -> User:
    return make_secretary(region)


@pytest.fixture
def case(region: Region) -> Application:
    return make_application(region, Status.APPROVED)


def page(case: Application) -> str:
    return reverse("admin:membership_reviewitem_register_paper", args=[case.pk])


def said(**changed: Any) -> dict[str, Any]:
    return {"signed_on": timezone.localdate().isoformat(), "place": "Luleå", **changed}


@pytest.mark.parametrize("wrong", [{"place": ""}, {"signed_on": ""}, {"signed_on": "2999-01-01"}])
def test_scan_stays_when_another_answer_is_wrong(
    client: Client, office: User, case: Application, wrong: dict[str, str]
) -> None:
    staff = sign_in(client, office, second_factor=True)
    back = staff.post(page(case), said(**wrong, upload=make_upload(pdf_bytes())))
    form = back.context["form"]
    assert list(form.errors) == list(wrong)
    assert KeptFile.objects.get().filename in back.text
    assert not SignedCopy.objects.exists()

    still = staff.post(page(case), said(place=" ", kept=form["kept"].value()))  # wrong once more
    assert list(still.context["form"].errors) == ["place"]
    done = staff.post(page(case), said(kept=still.context["form"]["kept"].value()))
    assert done.status_code == 302
    copy = SignedCopy.objects.get()
    with default_storage.open(copy.stored_name) as stored:
        assert stored.read() == pdf_bytes()
    assert case.signing_documents.get().status == Signing.RETURNED
    assert not KeptFile.objects.exists()


def test_another_file_takes_the_place_of_the_one_that_waits(
    client: Client, office: User, case: Application
) -> None:
    staff = sign_in(client, office, second_factor=True)
    form = staff.post(page(case), said(place="", upload=make_upload(pdf_bytes()))).context["form"]
    other = pdf_bytes(title="En annan skanning")
    staff.post(page(case), said(kept=form["kept"].value(), upload=make_upload(other)))
    with default_storage.open(SignedCopy.objects.get().stored_name) as stored:
        assert stored.read() == other


def test_page_opened_anew_begins_without_a_file(client: Client, office: User, case: Application) -> None:
    staff = sign_in(client, office, second_factor=True)
    staff.post(page(case), said(place="", upload=make_upload(pdf_bytes())))
    fresh = staff.get(page(case)).context["form"]
    assert not fresh["kept"].value()
    answer = staff.post(page(case), said())
    assert list(answer.context["form"].errors) == ["upload"]


def test_bad_file_is_told_with_the_rest_and_not_kept(client: Client, office: User, case: Application) -> None:
    staff = sign_in(client, office, second_factor=True)
    answer = staff.post(page(case), said(place="", upload=make_upload(b"<html>")))
    assert set(answer.context["form"].errors) == {"place", "upload"}
    assert not KeptFile.objects.exists()


def test_nobody_else_and_no_other_form_finds_it(
    client: Client, region: Region, office: User, case: Application
) -> None:
    keep_file(
        make_upload(pdf_bytes()), owner=office, place=f"register-paper:{case.signing_documents.get().pk}"
    )
    colleague = sign_in(client, make_secretary(region), second_factor=True)
    answer = colleague.post(page(case), said(kept="1"))
    assert list(answer.context["form"].errors) == ["upload"]
    another = make_application(region, Status.APPROVED)
    own = sign_in(Client(), office, second_factor=True)
    assert list(own.post(page(another), said(kept="1")).context["form"].errors) == ["upload"]
    assert not SignedCopy.objects.exists()


def test_it_goes_after_a_day() -> None:
    owner = make_user()
    row = keep_file(make_upload(pdf_bytes()), owner=owner, place=PLACE)
    assert not work_on(KeptFile, row.pk, throw_away)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        assert kept_file(owner=owner, place=PLACE) is None
        assert work_on(KeptFile, row.pk, throw_away)
    assert not KeptFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_file_goes_with_its_row() -> None:
    owner = make_user()
    first = keep_file(make_upload(pdf_bytes()), owner=owner, place=PLACE)
    second = keep_file(make_upload(pdf_bytes(title="Nummer två")), owner=owner, place=PLACE)
    assert not default_storage.exists(first.stored_name)
    assert as_upload(second).read() == pdf_bytes(title="Nummer två")
    let_go(owner=owner, place=PLACE)
    let_go(owner=owner, place=PLACE)
    assert not default_storage.exists(second.stored_name)
    third = keep_file(make_upload(pdf_bytes()), owner=owner, place=PLACE)
    KeptFile.objects.update(due_at=timezone.now())
    assert work_on(KeptFile, third.pk, throw_away)
    assert not default_storage.exists(third.stored_name)


def test_what_cannot_be_taken_in_is_not_kept() -> None:
    with pytest.raises(BadFile):
        keep_file(make_upload(b"MZ"), owner=make_user(), place=PLACE)
    assert not KeptFile.objects.exists()
