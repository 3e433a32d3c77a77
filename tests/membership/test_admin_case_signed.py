"""The signed copy on the case page: registered on paper, confirmed, or refused, by the secretariat only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreement.models import Region
from letters.models import Letter
from membership.models import Membership, SignedCopy
from membership.states import Signing, Status
from tests.factories import make_application, make_returned, make_upload
from tests.membership.case_pages import everything_written, said, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("group")]


def test_paper_signature_is_registered_with_day_place_and_scan(secretary: Client, region: Region) -> None:
    case = make_application(region, Status.APPROVED)
    today = timezone.localdate().isoformat()

    response = secretary.post(
        url(case, "register-paper"),
        {"signed_on": today, "place": "Jokkmokk", "upload": make_upload()},
        follow=True,
    )

    copy = SignedCopy.objects.get()
    assert (copy.method, copy.place, copy.signed_on.isoformat()) == ("paper", "Jokkmokk", today)
    assert case.signing_documents.get().status == Signing.RETURNED
    assert "bekräfta" in said(response)[0]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"signed_on": ""}, "signed_on"),
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"signed_on": "2020-01-01"}, "signed_on"),
        ({"place": " "}, "place"),
        ({"upload": ""}, "upload"),
        ({"upload": make_upload(b"<html>inte en pdf</html>")}, "upload"),
        ({"upload": make_upload(b"")}, "upload"),
    ],
)
def test_wrong_paper_is_told_at_the_field(
    secretary: Client, region: Region, wrong: dict[str, Any], field: str
) -> None:
    case = make_application(region, Status.APPROVED)
    good = {"signed_on": timezone.localdate().isoformat(), "place": "Luleå", "upload": make_upload()}

    response = secretary.post(url(case, "register-paper"), {**good, **wrong})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not SignedCopy.objects.exists()


def test_confirm_says_what_becomes_public_and_makes_a_member(secretary: Client, region: Region) -> None:
    case = make_application(region, Status.APPROVED, publish_email=True)
    make_returned(case)

    page = secretary.get(url(case, "confirm")).text
    assert "Den syns genast i den öppna listan, med e-post." in page
    assert "underskrivet.pdf" in page
    response = secretary.post(url(case, "confirm"), follow=True)

    member = Membership.objects.get()
    assert member.application == case
    assert case.signing_documents.get().status == Signing.REGISTERED
    assert Letter.objects.filter(kind="welcome").exists()
    assert said(response) == [f"Bekräftat. {case.name} är ansluten och syns i den öppna listan."]
    assert member.get_absolute_url() in response.text


def test_refused_copy_needs_a_note_and_asks_for_a_new_one(secretary: Client, region: Region) -> None:
    case = make_application(region, Status.APPROVED)
    copy = make_returned(case)
    assert secretary.post(url(case, "refuse-copy"), {"note": " "}).status_code == 200

    secretary.post(url(case, "refuse-copy"), {"note": "Sista sidan saknas."})

    copy.refresh_from_db()
    assert copy.refused_at is not None
    assert case.signing_documents.get().status == Signing.AWAITING
    assert "Sista sidan saknas." in Letter.objects.filter(kind="copy_refused")[0].text


@pytest.mark.parametrize("page", ["confirm", "refuse-copy", "register-paper"])
def test_leadership_member_does_not_handle_signatures(leader: Client, region: Region, page: str) -> None:
    case = make_application(region, Status.APPROVED)
    make_returned(case)
    before = everything_written()
    assert leader.get(url(case, page)).status_code == 403
    assert leader.post(url(case, page), {"note": "x"}).status_code == 403
    assert everything_written() == before


def test_confirm_twice_makes_one_member(secretary: Client, region: Region) -> None:
    case = make_application(region, Status.APPROVED)
    make_returned(case)
    secretary.post(url(case, "confirm"), follow=True)
    response = secretary.post(url(case, "confirm"), follow=True)
    assert Membership.objects.count() == 1
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
