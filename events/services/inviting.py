"""Invite member organisations to an event, and know who has not been invited to anything (CRO-18, CRO-19)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import invitation_emails
from events.models import Event, Invitation
from events.permissions import Reach
from events.services.planning import plan
from events.states import Audience, Standing, State, TaskKind
from membership.models import Membership
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Municipality, Region
    from events.models import EventStep
    from membership.querysets import MembershipQuerySet

AT_A_TIME = 50  # members whose letters are written in one go
A_YEAR = dt.timedelta(days=365)
# Its letter is written; where news are on their way, the invitation was.
TOLD = ~Q(letter_at=None) | ~Q(news=None)


def invite(event: Event, *, actor: User, field: str = "", municipality: Municipality | None = None) -> int:
    """Invite every member there is, or those of a field, or of a municipality, or of both; says how many are new.

    Letters are rows of work: the request writes who is invited, the relay writes the letters. Refuses with
    StepNotAllowed: not the secretariat, not published, over, or only for one group. Twice: only those who were not
    invited yet, or whom no letter could reach.
    """
    if not Reach(actor).keeps(event.agreement):
        raise StepNotAllowed(_("The secretariat does that."))
    if event.state != State.PUBLISHED or event.is_over:
        raise StepNotAllowed
    if event.audience == Audience.GROUP:
        raise StepNotAllowed(_("This is for one group only."))
    with transaction.atomic():
        # Two at once would count the same ones as new, and take the other's task for their own.
        Event.objects.select_for_update().get(pk=event.pk)
        members = Membership.objects.filter(agreement=event.agreement).current()
        if field:
            members = members.in_field(field)
        if municipality is not None:
            members = members.active_in(municipality)
        known = set(event.invitations.values_list("membership", flat=True))
        new = [pk for pk in members.order_by("pk").values_list("pk", flat=True).distinct() if pk not in known]
        Invitation.objects.bulk_create(
            (Invitation(event=event, membership_id=pk, invited_by=actor) for pk in new), ignore_conflicts=True
        )
        if new:
            last = event.invitations.aggregate(last=Max("pk"))["last"]
            plan(TaskKind.INVITE, timezone.now(), event, f"up-to-{last}")
    return len(new)


def tell_invited(event: Event, news: EventStep) -> None:
    """Whoever was invited by letter hears that the day or the place is another, or that it is cancelled: they may come
    without having registered.

    The caller holds the event's row. Letters are rows of work, as the invitations were; who still waits for the
    invitation gets that, with what is true by then.
    """
    if event.invitations.filter(TOLD).update(letter_at=None, news=news):
        plan(TaskKind.INVITE, timezone.now(), event, f"news-{news.pk}")


def write_invitations(event: Event) -> bool:
    """Write the letters of the next invitations, or of what is new about them; whether there are more.

    Whom no letter tells that they are invited, for it is cancelled or over, or no address is known, is not (CRO-19).
    Twice: each letter once.
    """
    Event.objects.select_for_update().get(pk=event.pk)  # nothing becomes new while its letters are written
    waiting = event.invitations.filter(letter_at=None).select_related(
        *("event__agreement__region", "event__host_party", "event__organisation"),
        *("membership__organisation", "membership__application"),
    )
    some = list(waiting.order_by("pk")[:AT_A_TIME])
    registered = event.registrations.open().exclude(standing=Standing.ASKED)
    told = set(registered.values_list("email", flat=True))  # they have letters of their own
    untold = []
    for each in some:
        if each.news_id is not None:
            if not each.event.is_over:
                invitation_emails.invitation_news(each, told)
        elif (
            each.event.is_over
            or each.event.state != State.PUBLISHED
            or not invitation_emails.invitation(each)
        ):
            untold.append(each.pk)
    Invitation.objects.filter(pk__in=untold).delete()
    Invitation.objects.filter(pk__in=[each.pk for each in some]).update(letter_at=timezone.now())
    return waiting.exists()


def not_invited(region: Region, day: dt.date) -> MembershipQuerySet:
    """Members that no letter has invited to anything in the year up to `day`, each with `last_invited` (CRO-19).

    Whoever joined during that year has not waited for a year, and is not among them.
    """
    since = day - A_YEAR
    start = dt.datetime.combine(since, dt.time.min, tzinfo=timezone.get_default_timezone())
    last = (
        Invitation.objects.filter(TOLD, membership=OuterRef("pk"))
        .order_by()
        .values("membership")
        .annotate(last=Max("invited_at"))
    )
    members = Membership.objects.in_region(region).current().filter(since__lte=since)
    found: MembershipQuerySet = (
        members.annotate(last_invited=Subquery(last.values("last")))
        .filter(Q(last_invited=None) | Q(last_invited__lt=start))
        .select_related("organisation", "agreement__region")
        .order_by("organisation__name", "pk")
    )
    return found
