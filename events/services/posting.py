"""Post an event or a notice, look at it, publish it, change it, cancel it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from agreement.drafting import free_slug
from events import emails
from events.models import Event, EventStep
from events.permissions import Reach
from events.services.inviting import tell_invited
from events.services.planning import plan_for, plan_forgetting_of_cancelled, replan
from events.services.registering import fill_places
from events.states import Audience, Kind, Standing, State
from events.steps import take_step, write_down
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from actionplan.models import Word
    from agreement.models import Agreement

FACTS = (
    *("kind", "audience", "body", "title", "summary", "text", "starts_at", "ends_at", "shown_to", "place"),
    *("municipality", "remote_url", "no_remote_reason", "languages", "access_info", "compensation"),
    *("no_compensation", "target", "for_young", "host_party", "organisation", "takes_registrations"),
    *("opens_on", "deadline", "places", "keep_days"),
)
# What those who have registered must hear of.
TOLD = ("starts_at", "ends_at", "place", "remote_url")
LONGEST_SLUG = 100
NOTICE_DAYS = 60
# The same draft again within so long is one button that was pressed twice.
ONE_PRESS = dt.timedelta(minutes=5)
# Of so many events that one person sends in on a day the secretariat hears by letter; all of them are on its list.
TOLD_A_DAY = 5


def post_event(agreement: Agreement, *, actor: User, **facts: Any) -> Event:
    """Write a draft. Nobody else than those who post it, and the secretariat, sees it.

    Refuses with StepNotAllowed: no part in the agreement (PLAN-16), somebody else's organisation, party or group, an
    end before the beginning, or what a reader must know left out (CRO-32, CRO-33). The same once more within some
    minutes: the draft that is there.
    """
    event = Event(
        agreement=agreement, posted_by=actor, **{name: facts[name] for name in FACTS if name in facts}
    )
    _refuse_odd(event, Reach(actor))
    with transaction.atomic():
        # One address is free for one event; and two presses of a button come one after the other.
        type(agreement).objects.select_for_update().get(pk=agreement.pk)
        if (there := _just_written(event, facts.get("words", ()))) is not None:
            return there
        taken = Event.objects.filter(agreement=agreement).values_list("slug", flat=True)
        event.slug = free_slug(event.title, taken, LONGEST_SLUG)
        event.save()
        event.words.set(facts.get("words", ()))
        write_down(event, "post", actor=actor)
    return event


def change_event(event: Event, *, actor: User, **facts: Any) -> Event:
    """Change what it says: those who post it while it is a draft, the secretariat also later.

    Another time or place reaches everybody who has registered, with what it was before, and whoever was invited. More
    places: the next on the waiting list get them. Those who post it hear that the secretariat has changed it, once a
    day. Refuses as `post_event` does. The same facts again: nobody who registered is told.
    """
    reach = Reach(actor)
    with transaction.atomic():
        event = locked(event)
        if not may_change(reach, event):
            raise StepNotAllowed
        told = {name: getattr(event, name) for name in TOLD}
        was = (event.organisation_id, event.host_party_id)
        was_notice = event.is_notice
        before, said = _in_words(event), _said(event)
        for name in FACTS:
            if name in facts:
                setattr(event, name, facts[name])
        if event.state == State.PUBLISHED and event.is_notice != was_notice:
            raise StepNotAllowed(
                _("What is published stays an event or a notice. Cancel it, and write a new one.")
            )
        _refuse_odd(event, reach, was)
        event.save()
        if "words" in facts:
            event.words.set(facts["words"])
        step = write_down(event, "change", actor=actor)
        if event.state == State.PUBLISHED:
            replan(event)
            fill_places(event)
            if said != _said(event):
                emails.edited(event, timezone.localdate(), actor)
            if told != {name: getattr(event, name) for name in TOLD}:
                placed = event.registrations.open().exclude(standing=Standing.ASKED)
                for each in placed.select_related("event__agreement__region"):
                    emails.changed(each, step.pk, before[each.language == "en"])
                tell_invited(event, step)
    return event


def may_change(reach: Reach, event: Event) -> bool:
    """The predicate of `change_event`."""
    if event.state == State.DRAFT:
        return reach.looks_after(event)
    return event.state in (State.SUBMITTED, State.PUBLISHED) and reach.keeps(event.agreement)


def submit_event(event: Event, *, actor: User) -> Event:
    """Ask the secretariat to publish it. Refuses with StepNotAllowed: not one's own, no draft, or it is over.

    The secretariat gets one letter for each day and event, and another when it has sent the event back meanwhile;
    taken back and sent in again, nobody is told anew.
    """
    with transaction.atomic():
        event = locked(event)
        _refuse_past(event)
        take_step(event, "submit", actor=actor, submitted_at=timezone.now())
        today = timezone.localdate()
        sent_in = EventStep.objects.filter(
            actor=actor, step="submit", at__date=today, event__agreement=event.agreement_id
        ).order_by()
        sent_back = event.steps.filter(step="refuse").count()
        if sent_back or sent_in.values("event").distinct().count() <= TOLD_A_DAY:
            emails.waits(event, f"{today}-{sent_back}")
    return event


def take_back_event(event: Event, *, actor: User) -> Event:
    """It was not ready. Refuses with StepNotAllowed: not one's own, or not waiting."""
    take_step(event, "take_back", actor=actor)
    return event


def rework_event(event: Event, *, actor: User) -> Event:
    """Go on with what was sent back. Refuses with StepNotAllowed: not one's own, or not sent back."""
    take_step(event, "rework", actor=actor)
    return event


def publish_event(event: Event, *, actor: User, seen: int | None = None) -> Event:
    """Put it into the calendar: what was sent in, or the secretariat's own draft.

    Plans the reminder, the question how it was and the removal of data. Refuses with StepNotAllowed: not the
    secretariat, it is over, or something was written into its diary after `seen`, the last line that the person has
    read: what is published is what was read. Twice: the second is refused.
    """
    with transaction.atomic():
        event = locked(event)
        _refuse_past(event)
        if seen is not None and event.steps.filter(pk__gt=seen).exists():
            raise StepNotAllowed(_("The event was changed while you read it. Read it again."))
        name = "publish_own" if event.state == State.DRAFT else "publish"
        step = take_step(event, name, actor=actor, published_at=timezone.now())
        plan_for(event)
        emails.published(event, step.pk, actor)
    return event


def refuse_event(event: Event, *, actor: User, note: str) -> Event:
    """Send it back with a reason. Refuses with StepNotAllowed: not the secretariat, no reason, or not waiting."""
    with transaction.atomic():
        event = locked(event)
        step = take_step(event, "refuse", actor=actor, note=note)
        emails.refused(event, step.pk, note.strip())
    return event


def cancel_event(event: Event, *, actor: User, note: str) -> Event:
    """It is not held, and why; it stays in the calendar as cancelled. Who has registered or was invited gets a letter,
    and those who post it when the secretariat does it.

    What the secretariat says everybody reads; what others say goes to those who have registered and to the secretariat,
    which lets it through (`show_reason`). Refuses with StepNotAllowed: not one's own and not the secretariat, no
    reason, not published, or over. Twice: refused.
    """
    with transaction.atomic():
        event = locked(event)
        _refuse_past(event)
        step = take_step(event, "cancel", actor=actor, note=note)
        there = event.registrations.open().exclude(standing=Standing.ASKED)
        for each in there.select_related("event__agreement__region"):
            emails.cancelled(each, note.strip())
        tell_invited(event, step)
        plan_forgetting_of_cancelled(event)
        if Reach(actor).keeps(event.agreement):
            take_step(event, "show_reason", actor=actor)
            emails.stopped(event, note.strip(), actor)
        else:
            emails.called_off(event, note.strip())
    return event


def show_reason(event: Event, *, actor: User) -> Event:
    """Let everybody read why it was cancelled. Refuses with StepNotAllowed: not the secretariat, or not cancelled.

    Twice: nothing more happens.
    """
    with transaction.atomic():
        event = locked(event)
        if not event.reason(for_all=True):
            take_step(event, "show_reason", actor=actor)
    return event


def locked(event: Event) -> Event:
    """The event as it is now, held until the transaction ends."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("agreement__region", "posted_by")
    found: Event = rows.get(pk=event.pk)
    return found


def _just_written(event: Event, words: Iterable[Word]) -> Event | None:
    """The draft that says the same and that the same person wrote a moment ago. The agreement's row is held."""
    recent: list[Event] = list(
        Event.objects.filter(
            agreement=event.agreement,
            posted_by=event.posted_by,
            state=State.DRAFT,
            created_at__gt=timezone.now() - ONE_PRESS,
        ).prefetch_related("words")
    )
    about = {each.pk for each in words}
    for there in recent:
        if _said(there) == _said(event) and {each.pk for each in there.words.all()} == about:
            return there
    return None


def _said(event: Event) -> list[Any]:
    """Every fact of it, those of other rows by their ids."""
    return [getattr(event, field.attname) for field in Event._meta.concrete_fields if field.name in FACTS]


def _in_words(event: Event) -> tuple[str, str]:
    """Time and place in Swedish and in English."""
    found = []
    for language in ("sv", "en"):
        with translation.override(language):
            found.append(", ".join(part for part in (emails.when(event), event.place) if part))
    return found[0], found[1]


def _refuse_past(event: Event) -> None:
    if event.has_passed:
        raise StepNotAllowed(_("The day has passed."))


def _refuse_odd(event: Event, reach: Reach, was: tuple[int | None, int | None] | None = None) -> None:
    """What no event may be, whoever made the form."""
    if not reach.may_post_in(event.agreement.region):
        raise StepNotAllowed(_("Those who have joined, the groups and the secretariat post events."))
    _refuse_host(event, reach, was)
    if event.kind == Kind.NOTICE:
        event.takes_registrations = False
        if event.shown_to is None:
            event.shown_to = timezone.localdate() + dt.timedelta(days=NOTICE_DAYS)
    else:
        event.shown_to = None
        if event.starts_at is None or event.ends_at is None or event.ends_at <= event.starts_at:
            raise StepNotAllowed(_("It ends before it begins."))
        if bool(event.remote_url) == bool(event.no_remote_reason):
            raise StepNotAllowed(
                _("Give a link for those who take part from a distance, or say why there is none.")
            )
        if bool(event.compensation) == event.no_compensation:
            raise StepNotAllowed(_("State the compensation, or that there is none."))
    if event.opens_on and event.deadline and event.deadline < event.opens_on:
        raise StepNotAllowed(_("Registration ends before it opens."))


def _refuse_host(event: Event, reach: Reach, was: tuple[int | None, int | None] | None) -> None:
    """`was`: the organisation and the party that invited before, and may go on."""
    keeps = reach.keeps(event.agreement)
    own = [each.organisation_id for each in reach.memberships if each.agreement_id == event.agreement_id]
    parties = [each.pk for each in reach.parties.get(event.agreement_id, [])]
    if event.host_party and event.host_party.agreement_id != event.agreement_id:
        raise StepNotAllowed(_("Choose who invites."))
    if event.organisation_id is None and event.host_party_id is None and not keeps:
        raise StepNotAllowed(_("Choose who invites."))
    organisation, party = was or (None, None)
    if event.organisation_id not in (None, organisation, *own):
        raise StepNotAllowed(_("Choose who invites."))
    if event.host_party_id not in (None, party, *parties) and not keeps:
        raise StepNotAllowed(_("Choose who invites."))
    if event.audience != Audience.GROUP:
        event.body = None
        return
    body = event.body
    is_theirs = body is not None and (body.pk in reach.bodies or keeps)
    if body is None or body.agreement_id != event.agreement_id or not is_theirs:
        raise StepNotAllowed(_("Choose the group."))
