"""Become somebody: the session that signing in by code, and showing the second factor, would have left."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth import login, logout
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.models import SeatHolding
from agreement.offices import Offices
from agreement.states import SeatKind
from demo import people
from demo.seeding import people_on_seats
from membership.models import Application
from membership.states import Status

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from agreement.models import Region


KEY = re.compile(r"[a-z0-9.-]{1,60}")


@dataclass(frozen=True)
class Button:
    """Somebody a visitor can become."""

    key: str
    name: str
    title: _StrPromise | str
    what: _StrPromise | str
    email: str


def buttons(region: Region) -> list[Button]:
    """The region's applicants, one ordinary member of each party, a party's administrator and the secretariat; in the
    order of a case.
    """
    listed = [_button(person) for person in people.PEOPLE.get(region.slug, [])]
    return [*listed[:-2], *_leaders(region), *listed[-2:]]


def operator() -> Button:
    return _button(people.OPERATOR)


def find(key: str) -> User | None:
    """The demo person behind a button, and nobody else: not a real person, not somebody who is locked out."""
    if not KEY.fullmatch(key):
        return None
    addresses = {person.key: person.email for listed in people.PEOPLE.values() for person in listed}
    addresses[people.OPERATOR.key] = people.OPERATOR.email
    email = addresses.get(key) or people.address(key)
    known = User.objects.filter(email=email, email__endswith=f"@{people.DOMAIN}", is_active=True)
    if key in addresses:
        return known.first()
    return known.filter(seat_holdings__seat__kind=SeatKind.ORDINARY).first()


def become(request: HttpRequest, user: User) -> None:
    """Sign the visitor in as `user`, second factor included if the person owns one.

    Of whoever was signed in before nothing is left; a draft that the visitor began without signing in stays.
    """
    if request.user.is_authenticated:
        logout(request)
    login(request, user)
    record_authentication(request, user, method="code", email=user.email)
    if factor := _factor(user):
        record_authentication(request, user, method="mfa", id=factor.pk, type=factor.type)


def landing(user: User) -> str:
    """The page where this person's work is."""
    if user.is_superuser:
        return reverse("admin:index")
    offices = Offices(user)
    if offices.parties:
        return reverse("admin:agreement_seat_changelist")
    if offices.staffed:
        return reverse("admin:membership_reviewitem_changelist")
    case = Application.objects.of(user).order_by("-updated_at").select_related("agreement__region").first()
    if case is None:
        slug = next((part for part in people.REGIONS if user.email.endswith(f".{part}@{people.DOMAIN}")), "")
        return reverse("membership:apply", args=[slug]) if slug else reverse("membership:my-pages")
    return reverse("membership:my-pages") if case.status == Status.DRAFT else case.get_absolute_url()


def current_codes(emails: list[str]) -> dict[str, str]:
    """What each person's authenticator app would show now, by address; for signing in by hand."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    factors = Authenticator.objects.filter(user__email__in=emails, type=Authenticator.Type.TOTP)
    return {
        factor.user.email: format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter))
        for factor in factors.select_related("user")
    }


def _button(person: people.Person) -> Button:
    return Button(person.key, person.name, person.title, person.what, person.email)


def _leaders(region: Region) -> list[Button]:
    """One ordinary member for each party of the leadership group, as far as demo people sit there."""
    held = (
        SeatHolding.objects.filter(user__in=people_on_seats(region), seat__kind=SeatKind.ORDINARY)
        .deciding()
        .filter(seat__body__agreement__region=region)
        .select_related("user", "seat__party", "seat__body")
        .order_by("seat__party__order", "seat__order", "seat")
    )
    found: dict[int, Button] = {}
    for holding in held:
        found.setdefault(
            holding.seat.party_id,
            Button(
                holding.user.email.partition("@")[0],
                holding.user.name,
                _("%(body)s: %(party)s") % {"body": holding.seat.body.name, "party": holding.seat.party.name},
                _("Read the applications in the queue, and decide them."),
                holding.user.email,
            ),
        )
    return list(found.values())


def _factor(user: User) -> Authenticator | None:
    factor: Authenticator | None = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.TOTP
    ).first()
    return factor
