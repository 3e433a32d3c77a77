"""Who decides and is named in the application for the organisation is asked, and says so or declares it (MEM-45): a warning,
no lock, or an applicant could shut a decider out by writing their name. And every decision was asked about (LAW-F1).
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from membership import services
from membership.models import Application, Decision, MemberContact, Position
from membership.perhaps_tied import is_named
from membership.record import facts
from membership.services.extracts import ask_for_extract
from membership.states import Ground, Manner, Opinion, Status
from tests.factories import at_meeting, make_application, make_member, make_position, make_secretary, sign_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/membership/reviewitem/"


def named_as(what: str, region: Region, user: User) -> Application:
    """A case that names the person in this way."""
    if what == "a contact of the member":
        member = make_member(region)
        MemberContact.objects.create(membership=member, email=user.email.upper(), name="M. Påhittad")
        case = make_application(region)
        Application.objects.filter(pk=case.pk).update(organisation=member.organisation)
        return Application.objects.get(pk=case.pk)
    facts = {
        "address": {"contact_email": user.email.title()},
        "contact": {"contact_name": user.name.upper()},
        "declared": {"declared_by": user.name},
        "nobody": {},
    }[what]
    return make_application(region, **facts)


NAMED = ["address", "contact", "declared", "a contact of the member"]


@pytest.mark.parametrize("what", [*NAMED, "nobody"])
def test_position_asks_whoever_is_named(region: Region, group: list[User], what: str) -> None:
    case = named_as(what, region, group[0])
    assert is_named(case, group[0]) == (what in NAMED)
    client = sign_in(Client(), group[0], second_factor=True)
    page = client.get(f"{QUEUE}{case.pk}/change/")
    assert ("no_conflict" in page.context["position_form"].fields) == (what in NAMED)
    assert page.context["case"].named == ([group[0]] if what in NAMED else [])
    link = reverse("admin:membership_reviewitem_conflict", args=[case.pk])
    assert page.text.count(link) == (2 if what in NAMED else 1)

    answer = client.post(f"{QUEUE}{case.pk}/position/", {"opinion": "for"})

    if what not in NAMED:
        assert Position.objects.get().opinion == Opinion.FOR
        return
    assert list(answer.context["form"].errors) == ["no_conflict"]
    assert not Position.objects.exists()
    client.post(f"{QUEUE}{case.pk}/position/", {"opinion": "for", "no_conflict": "on"})
    assert Position.objects.get().opinion == Opinion.FOR
    assert case.events.get(step="position").note != str(Opinion.FOR.label)


def test_whoever_records_sees_whom_to_ask(region: Region, group: list[User]) -> None:
    case = named_as("address", region, group[0])
    other = make_application(region)
    secretary = sign_in(Client(), make_secretary(region), second_factor=True)
    for page in ("change", "approve", "decline"):
        for each, named in ((case, [group[0]]), (other, [])):
            shown = secretary.get(f"{QUEUE}{each.pk}/{page}/")
            assert shown.context["case"].named == named
            assert "admin/membership/_named.html" in {template.name for template in shown.templates}
    bulk = secretary.get(f"{QUEUE}approve/?ids={case.pk},{other.pk}")
    assert {each.case.pk: each.named for each in bulk.context["possible"]} == {
        case.pk: [group[0]],
        other.pk: [],
    }
    # Whoever holds the pen is asked as well.
    scribe = make_secretary(region, name="Siv Skrivare")
    hers = make_application(region, declared_by=scribe.name)
    many = sign_in(Client(), scribe, second_factor=True).get(f"{QUEUE}approve/?ids={hers.pk}")
    assert [each.named for each in many.context["possible"]] == [[scribe]]
    # Once it is said, there is nothing to ask.
    services.declare_conflict(case, user=group[0], ground=Ground.OWN)
    assert secretary.get(f"{QUEUE}{case.pk}/change/").context["case"].named == []


def record(region: Region, case: Application, page: str, **changed: Any) -> Any:
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    why = {"reasons": [str(region.agreement.criteria.all()[0].pk)], "reasons_text": "Nej."}
    return client.post(f"{QUEUE}{case.pk}/{page}/", at_meeting(region, **why, **changed), follow=True)


@pytest.mark.parametrize("step", ["approve", "decline"])
def test_record_says_that_conflicts_were_asked_for(region: Region, group: list[User], step: str) -> None:
    case = make_application(region)
    answer = record(region, case, step, conflicts_asked="")
    assert list(answer.context["form"].errors) == ["conflicts_asked"]
    assert not Decision.objects.exists()

    record(region, case, step)

    assert Decision.objects.get().conflicts_asked
    assert ask_for_extract(case, actor=group[0]).snapshot["items"][0]["conflicts_asked"]


def test_record_names_others_who_were_there(region: Region, group: list[User]) -> None:
    """A co-opted member and the secretary: they decide nothing, and took part (MEM-31, FL 31 §)."""
    case = make_application(region)
    said = "Sekreteraren Ek, antecknade; Gästen Alm, adjungerad"
    assert said in record(region, case, "approve", also_there=said).text
    decision = Decision.objects.get()
    assert [fact.text for fact in facts(decision) if fact.text == said]
    assert not [row for row in decision.seated if row["name"] in said and row["name"]]
    held = services.Held(timezone.localdate(), "9", also_there="Sekreteraren Ek, antecknade")
    corrected = services.correct_record(case, actor=group[0], held=held, note="Gästen kom inte.")
    assert corrected.also_there == "Sekreteraren Ek, antecknade"


def test_by_positions_everybody_was_asked_by_the_page(region: Region, group: list[User]) -> None:
    case = make_application(region)
    for member in group:
        make_position(case, member, Opinion.FOR)
    held = services.Held(timezone.localdate(), "", manner=Manner.POSITIONS)
    assert services.approve_application(case, actor=group[0], held=held).conflicts_asked


def test_correction_keeps_whether_it_was_asked(region: Region, group: list[User]) -> None:
    case = make_application(region, Status.DECLINED)
    client = sign_in(Client(), group[0], second_factor=True)
    assert "conflicts_asked" not in client.get(f"{QUEUE}{case.pk}/correct-record/").context["form"].fields
    held = services.Held(timezone.localdate(), "99", conflicts_asked=True)
    assert not services.correct_record(case, actor=group[0], held=held, note="Fel paragraf.").conflicts_asked
