"""Events in every state for tests that look at pages, and the pages of the calendar as people meet them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.models import User
from actionplan.models import Word
from events import emails, invitation_emails
from events.models import Event, EventTask, Invitation, Registration
from events.services import (
    cancel_event,
    confirm,
    give_feedback,
    post_event,
    publish_event,
    register,
    renew_address,
    submit_event,
)
from events.states import Audience, Grade, How, Kind, TaskKind
from letters.models import Letter
from membership.models import Membership
from tests.factories import make_member

if TYPE_CHECKING:
    from collections.abc import Callable

    from agreement.models import Region


def make_happenings(region: Region, secretary: User, member: User) -> dict[str, Any]:
    """Open and closed events, one cancelled, one that waits, one that has been, and a notice; gives ids and keys."""
    word, _created = Word.objects.get_or_create(
        agreement=region.agreement,
        slug="de-sju-principerna",
        defaults={"kind": "topic", "name": "De sju principerna"},
    )
    zone = timezone.get_default_timezone()

    def facts(days: int, **changed: Any) -> dict[str, Any]:
        day = timezone.localdate() + dt.timedelta(days=days)
        return {
            "kind": Kind.DIALOGUE,
            "audience": Audience.OPEN,
            "title": "Dialog om resor i Exempelby",
            "summary": "Vi talar om hur fler kan komma till möten.",
            "text": "Alla är välkomna.\n\nDet finns kaffe.",
            "starts_at": dt.datetime.combine(day, dt.time(13), tzinfo=zone),
            "ends_at": dt.datetime.combine(day, dt.time(15), tzinfo=zone),
            "place": "Folkets hus i Exempelby",
            "municipality": region.municipalities.first(),
            "remote_url": "https://mote.example/abc",
            "languages": ["sv", "fit"],
            "access_info": "Inga trappor. Hörslinga.",
            "compensation": "Resan betalas.",
            "target": "Föreningar i länet",
            "for_young": True,
            "takes_registrations": True,
            "places": 1,
            "words": [word],
            **changed,
        }

    def shown(days: int, **changed: Any) -> Event:
        return publish_event(
            post_event(region.agreement, actor=secretary, **facts(days, **changed)), actor=secretary
        )

    coming = shown(25)
    people = [
        register(
            coming, name=f"Deltagare Exempelsson {number}", email=f"deltagare{number}@x.example", how=How.HERE
        )
        for number in range(1, 4)
    ]
    for each in people[:2]:
        confirm(each)
    closed = shown(30, title="Samtal för medlemmar", audience=Audience.MEMBERS, places=None)
    mine = register(closed, name="Jag", email=member.email, how=How.REMOTE, user=member)
    cancelled = cancel_event(shown(40, title="Konferensen"), actor=secretary, note="Lokalen brann.")
    draft = post_event(region.agreement, actor=secretary, **facts(50, title="Ett utkast"))
    waiting = submit_event(
        post_event(region.agreement, actor=secretary, **facts(60, title="Väntar på granskning")),
        actor=secretary,
    )
    been = shown(20, title="Kunskapskväll", kind=Kind.KNOWLEDGE, places=None)
    confirm(register(been, name="Var Med", email="varmed@x.example", how=How.HERE, needs="Inga nötter"))
    past = {
        "starts_at": timezone.now() - dt.timedelta(days=5),
        "ends_at": timezone.now() - dt.timedelta(days=4),
    }
    Event.objects.filter(pk=been.pk).update(**past)
    for grade in (Grade.MUCH, Grade.SOME, Grade.MUCH):  # fewer are not shown
        give_feedback(Event.objects.get(pk=been.pk), grade=grade, good="Samtalen.", better="Mer tid.")
    notice = post_event(
        region.agreement,
        actor=secretary,
        kind=Kind.NOTICE,
        title="Sök pengar till er by",
        summary="Kommunen delar ut medel till föreningar.",
    )
    publish_event(notice, actor=secretary)
    renew_address(member)
    keys = dict(Registration.objects.filter(event=coming).values_list("name", "key"))
    return {
        "event": coming.slug,
        "event_cancelled": cancelled.slug,
        "event_notice": notice.slug,
        "event_pk": coming.pk,
        "event_closed": closed.pk,
        "event_draft": draft.pk,
        "event_waiting": waiting.pk,
        "event_been": been.pk,
        "event_placed": people[0].pk,
        "event_own_key": str(mine.key),
        "event_placed_key": str(keys["Deltagare Exempelsson 1"]),
        "event_queued_key": str(keys["Deltagare Exempelsson 2"]),
        "event_asked_key": str(keys["Deltagare Exempelsson 3"]),
        "event_feedback_key": str(been.feedback_key),
    }


def letters_about_happenings() -> list[Letter]:
    """One of each kind, about an event that somebody has a place at."""
    placed = Registration.objects.placed().filter(name="Deltagare Exempelsson 1").get()
    event = placed.event
    invited = Invitation(event=event, membership=Membership.objects.in_region(event.agreement.region).first())
    made = [
        *emails.waits(event, 0),
        *emails.called_off(event, "Lokalen brann."),
        *emails.stopped(event, "Lokalen brann."),
        *emails.edited(event, 0),
        *emails.published(event, 0),
        *emails.refused(event, 0, "Skriv var det är, och hur man kommer dit."),
        emails.confirm(placed, "seed"),
        emails.standing(placed, "seed"),
        emails.removed(placed, placed.email, "sv"),
        emails.changed(placed, 0, "torsdag 4 mars 2027, kl. 10:00 till 12:00, Stadshuset"),
        emails.cancelled(placed, "Lokalen brann."),
        emails.reminder(placed),
        emails.feedback(placed),
        *invitation_emails.invitation(invited),
        *invitation_emails.invitation_news(invited),
    ]
    return list({letter.kind: letter for letter in made}.values())


def makers_of_an_event(region: Region) -> dict[str, Any]:
    """A member organisation whose board posts, and the day of what it posts."""
    board = User.objects.create_user("styrelsen@algbyn.example", name="Styrelsen Exempelsson")
    make_member(region, user=board, name="Älgbyns bygdeförening")
    return {"board": board.email, "day": (timezone.localdate() + dt.timedelta(days=20)).isoformat()}


def move_event(days: int) -> dict[str, Any]:
    """The one event begins so many days from now."""
    event = Event.objects.get()
    begins = timezone.now() + dt.timedelta(days=days)
    Event.objects.update(starts_at=begins, ends_at=begins + (event.ends_at - event.starts_at))
    return {}


def make_due(kind: TaskKind) -> dict[str, Any]:
    """What is planned of that kind is due now."""
    EventTask.objects.filter(kind=kind, done_at=None).update(due_at=timezone.now())
    return {}


VERBS: dict[str, Callable[..., Any]] = {
    "event_draws_near": lambda: {**move_event(1), **make_due(TaskKind.REMIND)},
    "event_is_over": lambda: move_event(-1),
    "event_asks_how_it_was": lambda: make_due(TaskKind.FEEDBACK),
    "event_is_long_over": lambda: {**move_event(-40), **make_due(TaskKind.FORGET)},
}
