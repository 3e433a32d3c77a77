"""Who counts as invited, and what an invitation says to whom: in the member's language, with a way to the page (CRO-18)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from events.models import Invitation
from events.services import cancel_event, change_event, invite
from events.services.inviting import not_invited
from events.states import Audience
from letters.models import Letter
from membership.models import Application, Membership
from tests.events.happenings import catch_up, facts, letters, make_published

pytestmark = pytest.mark.django_db
CONTACT = "kontakt@bygdegille.example"


@pytest.fixture
def member(member: Membership) -> Membership:
    """One that has waited for more than a year, and has a contact who has no access to its pages."""
    Membership.objects.filter(pk=member.pk).update(since=timezone.localdate() - dt.timedelta(days=700))
    member.contacts.update(is_main=False)
    member.contacts.create(name="Kim", email=CONTACT, is_main=True)
    return Membership.objects.get(pk=member.pk)


def is_waiting(region: Region, member: Membership) -> bool:
    return member in not_invited(region, timezone.localdate())


def in_english(member: Membership) -> None:
    Application.objects.filter(pk=member.application_id).update(language="en")


def said_to(address: str, kind: str = "event_invitation") -> Letter:
    return Letter.objects.get(kind=kind, to=address)


def test_invited_counts_when_its_letter_is_written(
    region: Region, secretary: User, member: Membership
) -> None:
    event = make_published(region, secretary)
    invite(event, actor=secretary)
    assert is_waiting(region, member)
    catch_up()
    assert not is_waiting(region, member)
    change_event(event, actor=secretary, **{name: facts(20)[name] for name in ("starts_at", "ends_at")})
    assert not is_waiting(region, member)  # the letter with the new day waits, the invitation has gone


@pytest.mark.parametrize("ends", ["cancelled", "over"])
def test_invitation_that_no_letter_told_of_is_none(
    ends: str, clock: time_machine.Traveller, region: Region, secretary: User, member: Membership
) -> None:
    event = make_published(region, secretary)
    invite(event, actor=secretary)
    if ends == "cancelled":
        cancel_event(event, actor=secretary, note="Snöstorm.")
    else:
        clock.shift(dt.timedelta(days=11))
    catch_up()
    assert letters("event_invitation") == []
    assert is_waiting(region, member)
    assert not Invitation.objects.exists()


def test_member_whom_no_letter_reaches_is_invited_when_it_has_an_address(
    region: Region, secretary: User, member: Membership
) -> None:
    member.contacts.all().delete()
    member.application.access.all().delete()
    event = make_published(region, secretary)
    for _press in range(2):
        invite(event, actor=secretary)
        catch_up()
    assert is_waiting(region, member)
    member.contacts.create(name="Kim", email=CONTACT, is_main=True)
    assert invite(event, actor=secretary) == 1
    catch_up()
    assert letters("event_invitation") == [CONTACT]
    assert not is_waiting(region, member)


def test_invitation_and_its_news_are_in_the_language_of_the_member(
    region: Region, secretary: User, member: Membership
) -> None:
    in_english(member)
    event = make_published(region, secretary)
    invite(event, actor=secretary)
    catch_up()
    assert said_to(CONTACT).subject == f"Invitation: {event.title}"
    assert f"/en{event.get_absolute_url()}" in said_to(CONTACT).text
    cancel_event(event, actor=secretary, note="Snöstorm.")
    catch_up()
    assert said_to(CONTACT, "event_news").subject == f"Cancelled: {event.title}"


def test_who_cannot_open_the_page_hears_how_to_get_in(
    region: Region, secretary: User, board: User, member: Membership
) -> None:
    in_english(member)
    closed = make_published(region, secretary, audience=Audience.MEMBERS)
    invite(closed, actor=secretary)
    catch_up()
    cancel_event(closed, actor=secretary, note="Snöstorm.")
    catch_up()
    way_in = f"Only those who work with the pages of {member.organisation.name}"
    for kind in ("event_invitation", "event_news"):
        assert way_in in said_to(CONTACT, kind).text
        assert way_in not in said_to(board.email, kind).text


def test_to_an_open_event_everybody_finds_the_way(
    region: Region, secretary: User, member: Membership
) -> None:
    in_english(member)
    invite(make_published(region, secretary), actor=secretary)
    catch_up()
    assert "Only those who work with" not in said_to(CONTACT).text
