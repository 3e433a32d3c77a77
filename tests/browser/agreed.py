"""An agreement in use: its days, its news, an earlier text to compare with, and seats that have a history."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import User
from actionplan.models import ActionPlan, DevelopmentArea
from agreement.models import (
    AgreementVersion,
    NewsItem,
    PartyNotice,
    Principle,
    Region,
    RegionRole,
    TextPart,
    VersionTranslation,
)
from agreement.seating import end_holding, seat_person
from agreement.states import BodyKind, Effect, NoticeKind, Role, SeatKind, TextState
from tests.factories import LONG_AGO, make_cut_off


def make_seats(region: Region, administrator: User, secretary: User) -> dict[str, int]:
    """A party's seat with a history and one that is vacant, a guest, a confirmed composition, a notice that is closed."""
    today, day = timezone.localdate(), dt.timedelta(days=1)
    party = region.agreement.parties.all()[0]
    role = {"role": Role.PARTY_ADMINISTRATOR, "party": party, "from_on": LONG_AGO}
    RegionRole.objects.create(region=region, user=administrator, **role)
    body = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    held = party.seats.filter(body=body, holdings__isnull=False).order_by("pk")[0]
    now = held.holdings.get()
    now.represents, now.appointed = "Regionala utvecklingsnämnden", "Regionfullmäktige § 7"
    now.save()
    before = User.objects.create_user("forr@region.example", name="Förra Exempelsson")
    earlier = {"from_on": LONG_AGO - 400 * day, "to_on": LONG_AGO - day}
    over = seat_person(held, before, **earlier, appointed="Regionfullmäktige § 3", by=administrator)
    end_holding(over, LONG_AGO - 2 * day, by=administrator, note="Valet var över")
    vacant = party.seats.filter(body=body, holdings=None).order_by("pk")[0]
    comes = seat_person(vacant, before, from_on=today + 60 * day, by=administrator)
    guest = body.seats.create(kind=SeatKind.CO_OPTED, label="Luleå tekniska universitet", order=80)
    seat_person(
        guest,
        User.objects.create_user("gast@universitet.example", name="Gästen Exempelsson"),
        from_on=LONG_AGO,
        represents="Akademin",
        appointed="Ledningsgruppen § 3",
        by=secretary,
    )
    body.compositions.create(
        day=today - 30 * day, unequal_reason="En part väljer sina i mars.", confirmed_by=secretary
    )
    PartyNotice.objects.create(
        party=party,
        kind=NoticeKind.RENEGOTIATION,
        notified_on=today - 90 * day,
        about="Avsnittet om uppföljning",
        reason="Vi vill följa upp varje år.",
        outcome="Parterna följer upp varje år.",
        closed_on=today - 30 * day,
    )
    return {
        "body": body.pk,
        "seat": held.pk,
        "vacant_seat": vacant.pk,
        "term": now.pk,
        "coming_term": comes.pk,
    }


def make_dates(region: Region) -> None:
    """One day that has passed and one to come."""
    today = timezone.localdate()
    make_cut_off(region, today - dt.timedelta(days=20), Effect.CEREMONY)
    make_cut_off(
        region, today + dt.timedelta(days=90), Effect.DEVELOPMENT_GROUP, title="Vara med i utvecklingsgruppen"
    )


def make_news(region: Region) -> None:
    """Two that everybody may read, and one whose day has not come."""
    today = timezone.localdate()
    for slug, title, age in (
        ("samling-i-byn", "Samling i byn", 10),
        ("nytt-fran-gruppen", "Nytt från gruppen", 3),
        ("inte-an", "Inte än", -30),
    ):
        NewsItem.objects.create(
            agreement=region.agreement,
            slug=slug,
            title=title,
            summary="Gruppen har setts igen. Vi talade om hur fler kan vara med.",
            body="Alla fick komma.\n\nNästa gång ses vi i höst. Då väljer vi vad vi gör först.",
            published_on=today - dt.timedelta(days=age),
        )


def make_texts(region: Region) -> None:
    """An earlier version that the one in force can be compared with, and a translation that has only begun."""
    current = region.agreement.versions.get(state=TextState.PUBLISHED)
    earlier = AgreementVersion.objects.create(
        agreement=region.agreement,
        slug="2019",
        label="2019",
        state=TextState.PUBLISHED,
        summary="Parterna ville arbeta mer ihop. De prövade i två år.",
        in_force_from=dt.date(2019, 1, 1),
        in_force_to=dt.date(2020, 12, 31),
    )
    for part in current.parts.all()[1:]:
        body = part.body.replace("Gruppen", "Den") + "\n\nTexten skrevs om senare."
        TextPart.objects.create(
            version=earlier, kind=part.kind, heading=part.heading, body=body, order=part.order
        )
    for principle in current.principles.all()[:6]:
        Principle.objects.create(
            version=earlier,
            slug=principle.slug,
            name=principle.name,
            meaning="Det betyder mer nu.",
            order=principle.order,
        )
    plan = ActionPlan.objects.create(
        agreement=region.agreement,
        slug="forsta-planen",
        title="Den första planen",
        state=TextState.PUBLISHED,
        summary="Parterna vill lära känna varandra.",
        period_from=dt.date(2019, 1, 1),
        period_to=dt.date(2020, 12, 31),
    )
    for order, (slug, name) in enumerate((("oka-kunskap", "Öka kunskap"), ("motas", "Mötas")), start=1):
        DevelopmentArea.objects.create(
            plan=plan, slug=slug, name=name, order=order, summary="Det görs i två år."
        )
    VersionTranslation.objects.create(
        version=current, language="fit", texts={"summary": "Tämä oon lyhykäisesti."}, is_public=True
    )
