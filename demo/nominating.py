"""One open round of nominations where a region has a development group: prepared, sent and accepted nominations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from agreement.states import BodyKind
from demo import people
from demo.clock import at
from membership.models import Membership
from nominations import services
from nominations.models import NominationRound, Wish
from nominations.permissions import Right
from nominations.states import Ground, WishKind

if TYPE_CHECKING:
    from agreement.models import Region
    from nominations.models import Nomination

SLUG = "utvecklingsgruppen-exempel"
NOMINEES = ("Nora Nominerad", "Axel Anförslag", "Biret Beavddi", "Tuva Tankexempel")


def tell_round(region: Region) -> None:
    """An open round with a nomination in each of its first states. There already: nothing happens."""
    body = region.agreement.body(BodyKind.DEVELOPMENT)
    members = list(
        Membership.objects.filter(agreement=region.agreement, ended_on=None)
        .select_related("organisation", "application")
        .order_by("pk")[: len(NOMINEES)]
    )
    if body is None or not members or NominationRound.objects.filter(agreement=region.agreement).exists():
        return
    now = timezone.now()
    today = timezone.localdate()
    round_ = NominationRound.objects.create(
        agreement=region.agreement,
        slug=SLUG,
        title="Vilka ska sitta i utvecklingsgruppen? (exempel)",
        about="Vi söker personer som vill planera arbetet tillsammans.\n\nGruppen möts fyra gånger om året. Du kan "
        "vara med på plats eller på distans.",
        body=body,
        opens_on=today - dt.timedelta(days=20),
        closes_on=today + dt.timedelta(days=25),
        seats_sought=3,
        alternates_sought=2,
        term_from_on=today + dt.timedelta(days=60),
        term_to_on=today + dt.timedelta(days=60 + 730),
        compensation="Resor ersätts. Arvode betalas inte. (exempel)",
    )
    for order, text in enumerate(("Någon under 30 år", "Någon från en liten kommun"), start=1):
        Wish.objects.create(round=round_, kind=WishKind.OTHER, text=text, order=order)
    secretary = people.address(f"{people.PROCESS_LEADER}.{region.slug}")
    with at(now - dt.timedelta(days=21)):
        services.publish_round(round_, user=_user(secretary))
    for number, (member, name) in enumerate(zip(members, NOMINEES, strict=False), start=1):
        with at(now - dt.timedelta(days=12, hours=number)):
            _nominate(round_, member, name, number)


def _nominate(round_: NominationRound, member: Membership, name: str, number: int) -> Nomination:
    """The first stays prepared, the second awaits an answer, the others have said yes."""
    user = member.application.access.select_related("user").earliest("pk").user
    made = services.prepare_nomination(
        round_,
        right=Right(Ground.ORGANISATION, member.organisation),
        user=user,
        nominee_name=name,
        nominee_email=people.address(f"nominerad{number}.{round_.agreement.region.slug}"),
        nominee_role="Ledamot i styrelsen",
        motivation="Har lett många samtal och känner föreningarna i länet väl. (exempel)",
        brings=list(round_.wishes.all()[: number % 3]),
    )
    if number > 1:
        services.submit_nomination(made, user=user)
    if number > 2:
        services.answer_nomination(made, key=made.answer_key, yes=True)
    return made


def _user(email: str) -> User:
    return User.objects.get(email=email)
