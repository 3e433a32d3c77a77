"""A party's administrator at every address of the admin: the own party's seats, and nothing of another's (MEM-32)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Composition, Party, PartyNotice, Region, RegionRole, Seat, SeatHolding
from agreement.states import NoticeKind, Role, SeatKind
from tests.factories import (
    LONG_AGO,
    make_leader,
    make_operator,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
KEPT = (Region, Party, Body, Seat, SeatHolding, Composition, RegionRole, PartyNotice, User)


class World:
    """A region with two parties' seats: one sits, one has sat, one is to sit, one seat is vacant; each has a notice."""

    def __init__(self) -> None:
        self.region = make_region()
        make_region("blekinge")
        self.own, self.other = self.region.agreement.parties.all()[:2]
        self.administrator = make_party_administrator(self.region, party=0)
        self.colleague = make_party_administrator(self.region, party=1)
        make_secretary(self.region)
        self.today = timezone.localdate()
        for party in (0, 1):
            holding = make_leader(self.region, party=party).seat_holdings.get()
            SeatHolding.objects.create(
                seat=holding.seat, user=make_user(), from_on=LONG_AGO - 9 * DAY, to_on=LONG_AGO - DAY
            )
        body = self.region.agreement.bodies.get()
        guest = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=50)
        SeatHolding.objects.create(seat=guest, user=make_user(), from_on=LONG_AGO)
        alternate = self.seats(self.other).get(kind=SeatKind.ALTERNATE)
        SeatHolding.objects.create(seat=alternate, user=make_user(), from_on=self.today + 9 * DAY)
        self.notices = {
            party.pk: PartyNotice.objects.create(
                party=party, kind=NoticeKind.RENEGOTIATION, notified_on=self.today, reason="Nya mål"
            )
            for party in (self.own, self.other)
        }
        self.client = sign_in(Client(), self.administrator)

    def seats(self, party: Party) -> Any:
        return Seat.objects.filter(party=party)


def rows(*models: Any) -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def others_rows(world: World) -> dict[str, Any]:
    """Everything that is not the own party's to change: all of it but its own holdings and notices, and last sign-ins."""
    found = rows(*(model for model in KEPT if model is not User))
    own = set(world.seats(world.own).values_list("pk", flat=True))
    found["SeatHolding"] = [row for row in found["SeatHolding"] if row["seat_id"] not in own]
    found["PartyNotice"] = [row for row in found["PartyNotice"] if row["party_id"] != world.own.pk]
    powers = User.objects.order_by("pk").values("pk", "email", "name", "is_superuser", "is_active")
    return {**found, "User": [row for row in powers if row["pk"] <= world.colleague.pk + 20]}


def patterns(given: Any = None, prefix: str = "/admin/") -> Iterator[str]:
    """The route of every address of the admin, with its converters."""
    if given is None:
        (given,) = (
            each.url_patterns
            for each in get_resolver().url_patterns[-1].url_patterns
            if getattr(each, "namespace", "") == "admin"
        )
    for each in given:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, route)
        elif "logout" not in route:
            yield route


def addresses(route: str, keys: list[int], second: list[int]) -> Iterator[str]:
    """The address with each of the keys in its first place, and each of the others in its second."""
    places = re.findall(r"<[^>]+>", route)
    plain = re.sub(r"\(\?P.*?\)|[\^$?]|\\Z", "agreement", route) if "(?P" in route else route
    for key in keys if places else [0]:
        for other in second if len(places) > 1 else [0]:
            address = plain
            for place, value in zip(places, (key, other, other), strict=False):
                address = address.replace(place, str(value), 1)
            yield address


def forged(world: World, seat: Seat, holding: SeatHolding | None) -> list[dict[str, Any]]:
    """What a form could be made to send: every field of the models, pointing at the other party; inlines; actions."""
    person, tomorrow = "ny.person@x.example", (world.today + DAY).isoformat()
    fields: dict[str, Any] = {
        field.name: "1"
        for model in (Seat, SeatHolding, Body, RegionRole, PartyNotice)
        for field in model._meta.concrete_fields
    }
    sent = {
        **fields,
        "seat": seat.pk,
        "holding": holding.pk if holding else "",
        "body": seat.body_id,
        "party": world.other.pk,
        "agreement": world.region.agreement.pk,
        "region": world.region.pk,
        "role": Role.PARTY_ADMINISTRATOR,
        "user": person,
        "person_name": "Ny Person",
        "kind": NoticeKind.WITHDRAWAL,
        "from_on": tomorrow,
        "to_on": tomorrow,
        "last_day": world.today.isoformat(),
        "note": "Inte längre",
        "day": world.today.isoformat(),
        "unequal_reason": "Därför",
        "notified_on": world.today.isoformat(),
        "effective_on": tomorrow,
        "closed_on": world.today.isoformat(),
        "outcome": "Klart",
        "on_behalf_of_group": "on",
        "by": world.colleague.pk,
        "name": "Ändrad",
        "slug": "andrad",
        "order": "1",
    }
    inline: dict[str, Any] = {}
    for prefix in ("holdings", "seats", "notices", "roles", "compositions"):
        inline |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1" if holding else "0"}
        inline |= {f"{prefix}-0-{name}": value for name, value in sent.items()}
        inline |= {f"{prefix}-0-id": holding.pk if holding else "", f"{prefix}-0-DELETE": "on"}
    chosen = [str(each.pk) for each in (seat, holding, world.notices[world.other.pk]) if each]
    return [
        {**sent, **inline},
        {**sent, "kind": NoticeKind.RENEGOTIATION, "effective_on": "", "from_on": world.today.isoformat()},
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes", "index": "0"},
        {"post": "yes"},
    ]


def test_there_are_pages_and_rows_to_be_kept_from() -> None:
    world = World()
    found = set(patterns())
    assert "/admin/agreement/seat/<int:pk>/end/<int:holding>/" in found
    assert len(found) > 50
    assert SeatHolding.objects.filter(seat__party=world.other).count() == 3
    fills = {
        (field.related_model, model._meta.label_lower)
        for model in apps.get_app_config("agreement").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Seat
    }
    assert fills == {(Seat, "agreement.seatholding")}


@pytest.mark.slow
def test_party_administrator_touches_nothing_of_another_party_at_any_address() -> None:
    world = World()
    other_seats = list(world.seats(world.other).order_by("pk"))
    own_seat = world.seats(world.own).order_by("pk")[0]
    holdings = list(SeatHolding.objects.filter(seat__party=world.other))
    before = others_rows(world)
    keys = [seat.pk for seat in other_seats]
    # The keys of every kind of row that is not the own party's, for routes of other models.
    others = [world.notices[world.other.pk].pk, world.colleague.pk, world.other.pk, holdings[0].pk]
    seen: dict[str, set[int]] = {}
    for route in patterns():
        is_seat = route.startswith("/admin/agreement/seat/")
        is_near = route.startswith("/admin/agreement/")
        first = [*keys, own_seat.pk] if is_seat else [*others, keys[0]] if is_near else others[1:2]
        for address in addresses(route, first, [each.pk for each in holdings]):
            answers = seen.setdefault(address, set())
            answers.add(world.client.get(address).status_code)
            target = other_seats[0]
            for number, data in enumerate(forged(world, target, holdings[0])):
                if is_seat or "notice" in route or number != 1:
                    answers.add(world.client.post(address, data).status_code)
                assert others_rows(world) == before, (address, number)
    # Another party's seat does not exist, whatever is asked about it.
    for address, answers in seen.items():
        if re.match(rf"/admin/agreement/seat/({'|'.join(map(str, keys))})/", address):
            assert answers <= {302, 403, 404}, (address, answers)
            assert 404 in answers or 403 in answers or "/change/" not in address, (address, answers)
    # And a term of another party's is not ended by way of an own seat.
    for holding in holdings:
        for page in ("end", "call-off"):
            assert seen[f"/admin/agreement/seat/{own_seat.pk}/{page}/{holding.pk}/"] == {404}


def test_party_administrator_sees_and_fills_the_own_partys_seats() -> None:
    world = World()
    listed = world.client.get("/admin/agreement/seat/")
    assert {row.party for row in listed.context["cl"].result_list} == {world.own}
    assert not listed.context["has_add_permission"]
    vacant = world.seats(world.own).get(kind=SeatKind.ALTERNATE)
    at = f"/admin/agreement/seat/{vacant.pk}"
    page = world.client.get(f"{at}/change/").text
    assert f"{at}/fill/" in page
    assert 'name="label"' not in page  # what the seat is, is the secretariat's

    sent = {"user": "ny@x.example", "person_name": "Ny Person", "from_on": world.today.isoformat()}
    assert world.client.post(f"{at}/fill/", sent).status_code == 302
    assert vacant.holdings.get().recorded_by == world.administrator
    # What is gained is a seat, no key: whoever sits there gives nobody a role.
    assert world.client.get("/admin/agreement/regionrole/").status_code == 403
    assert world.client.get("/admin/membership/reviewitem/").status_code == 403


def test_party_administrator_shows_a_second_factor_or_can_only_enrol() -> None:
    """S8: whoever fills seats decides who decides."""
    world = World()
    seat = world.seats(world.own).get(kind=SeatKind.ALTERNATE)
    without = sign_in(Client(), world.administrator, second_factor=False)
    before = rows(SeatHolding)
    for address in ("/admin/", f"/admin/agreement/seat/{seat.pk}/fill/"):
        for method in ("get", "post"):
            answer = getattr(without, method)(address, {"user": "ny@x.example", "person_name": "Ny"})
            assert answer.status_code == 302
            assert answer["Location"].startswith("/konto/")
    assert rows(SeatHolding) == before

    RegionRole.objects.filter(user=world.administrator).update(to_on=world.today - DAY)
    assert world.client.get(f"/admin/agreement/seat/{seat.pk}/fill/").status_code in (302, 403)
    assert world.client.post(f"/admin/agreement/seat/{seat.pk}/fill/", {}).status_code in (302, 403)


def test_operator_gives_the_role_and_only_for_a_party_of_the_region() -> None:
    world = World()
    client = sign_in(Client(), make_operator())
    strange = Region.objects.get(slug="blekinge").agreement.parties.all()[0]
    sent = {
        "region": world.region.pk,
        "user": "ny@x.example",
        "person_name": "Ny",
        "role": Role.PARTY_ADMINISTRATOR,
        "from_on": "2026-01-01",
    }
    for party, refused in ((strange.pk, "party"), ("", "__all__")):
        answer = client.post("/admin/agreement/regionrole/add/", {**sent, "party": party})
        assert list(answer.context["adminform"].form.errors) == [refused]
    assert client.post("/admin/agreement/regionrole/add/", {**sent, "party": world.own.pk}).status_code == 302
    # The operator gives the role; the seat is still not the operator's to fill.
    seat = world.seats(world.own).get(kind=SeatKind.ALTERNATE)
    assert client.post(f"/admin/agreement/seat/{seat.pk}/fill/", sent).status_code == 403


def test_new_seat_is_there_from_today_unless_somebody_says_otherwise() -> None:
    """Else a seat that is made today would have stood vacant on every earlier day."""
    region = make_region()
    client = sign_in(Client(), make_secretary(region))
    form = client.get("/admin/agreement/seat/add/").context["adminform"].form
    assert form["from_on"].value() == timezone.localdate()
