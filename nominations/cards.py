"""What stands on a person's own page about nominations: something to answer or to send, a round that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreement.models import SeatHolding
from agreement.states import BodyKind
from membership.models import Application
from membership.own_pages import Card
from nominations.models import Nomination, NominationRound, SeatOffer
from nominations.permissions import under_way
from nominations.states import RoundState, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from agreement.offices import Offices
    from nominations.querysets import RoundQuerySet

ORDER = 40


def source(user: User, _offices: Offices) -> Iterable[Card]:
    """At most four cards, at most five queries, however many nominations there are."""
    url = reverse("nominations:mine")
    today = timezone.localdate()
    asked = (
        Nomination.objects.about(user)
        .filter(state=State.SUBMITTED, round__state=RoundState.PUBLISHED)
        .count()
    )
    if asked:
        yield Card(
            title=_("You are nominated"),
            text=ngettext(
                "%(count)d nomination awaits your answer.", "%(count)d nominations await your answer.", asked
            )
            % {"count": asked},
            url=url,
            action=_("Answer yes or no"),
            order=5,
        )
    offer = (
        SeatOffer.objects.open()
        .filter(nomination__nominee_email=user.email, answer_by__gte=today)
        .select_related("nomination__round__body", "nomination__round__forum")
        .first()
    )
    if offer is not None:
        yield Card(
            title=_("A seat is vacant: %(body)s") % {"body": offer.nomination.round.target},
            text=_("You are the next of the alternates."),
            url=offer.get_absolute_url(),
            action=_("Answer by %(day)s") % {"day": date_format(offer.answer_by, "j F")},
            order=5,
        )
    rounds = list(rounds_for(user).order_by("closes_on", "pk"))
    unsent = Nomination.objects.made_by(user).filter(state=State.PREPARED, round__in=rounds).count()
    if rounds:
        first = rounds[0]
        yield Card(
            title=_("Nominations"),
            text=_("Open now: %(round)s. Last day: %(day)s.")
            % {"round": first.title, "day": date_format(first.closes_on, "j F Y")}
            if first.opens_on <= today
            else _("Opens on %(day)s: %(round)s. You can prepare your nomination now.")
            % {"round": first.title, "day": date_format(first.opens_on, "j F Y")},
            url=url,
            action=_("Send what you have prepared") if unsent and first.opens_on <= today else "",
            order=ORDER,
        )
    elif Nomination.objects.made_by(user).exists() or Nomination.objects.about(user).exists():
        yield Card(
            title=_("Nominations"),
            text=_("See your nominations and how it went."),
            url=url,
            order=ORDER + 20,
        )


def rounds_for(user: User) -> RoundQuerySet:
    """The rounds in which the person may nominate now or soon."""
    today = timezone.localdate()
    works = Application.objects.filter(under_way(), agreement=OuterRef("agreement"), access__user=user)
    sits = SeatHolding.objects.on(today).filter(
        user=user,
        seat__body__agreement=OuterRef("agreement"),
        seat__body__kind=BodyKind.DEVELOPMENT,
    )
    fits_sitting = Q(forum__isnull=False) | Q(co_opted=True)
    own = Q(body__kind=BodyKind.DEVELOPMENT)
    rounds: RoundQuerySet = NominationRound.objects.to_prepare(today).annotate(
        works=Exists(works), sits=Exists(sits), sits_for_party=Exists(sits.exclude(seat__party=None))
    )
    found: RoundQuerySet = rounds.filter(
        Q(works=True) | (Q(sits=True) & fits_sitting) | (Q(sits_for_party=True) & own)
    )
    return found
