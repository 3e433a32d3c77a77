"""What the invented members show of themselves; one cannot be reached, and one is about to leave."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from membership.models import MemberContact, Membership
from membership.services import save_contact, save_profile, withdraw_membership
from membership.states import FieldOfActivity

if TYPE_CHECKING:
    from accounts.models import User

# Field, what we do, what we can contribute, why we take part.
WORDS = (
    (
        (FieldOfActivity.CULTURE,),
        "Vi dansar, sjunger och lär ut gamla polskor till den som vill.",
        "En lokal med golv att dansa på, och folk som kan ordna fest.",
        "Kultur gör bygden värd att bo i, och det vill vi säga där det bestäms.",
    ),
    (
        (FieldOfActivity.SOCIAL, FieldOfActivity.HEALTH),
        "Vi håller öppet hus för den som är ensam, varje torsdag.",
        "Vi möter dem som inget forum når, och kan berätta vad de behöver.",
        "För att de vi möter sällan blir tillfrågade.",
    ),
    (
        (FieldOfActivity.DEVELOPMENT, FieldOfActivity.PREPAREDNESS),
        "Vi håller byn levande: väg, bredband, och en plan för när strömmen går.",
        "Lokalkännedom, en samlingslokal med värme, och ett telefonträd.",
        "Byar klarar mer tillsammans med det offentliga än var för sig.",
    ),
    (
        (FieldOfActivity.ENVIRONMENT, FieldOfActivity.EDUCATION),
        "Vi tar med barn och unga ut i skogen och lär dem känna igen spår.",
        "Ledare som kan naturen, och material för skolor.",
        "Vi vill att fler barn får komma ut.",
    ),
)
SILENT, LEAVING = 3, 4  # which member of a region cannot be reached, and which is about to leave


def tell(membership: Membership, person: User, number: int) -> None:
    """The pages of the region's member `number`, as its own people have filled them in."""
    fields, does, contributes, why = WORDS[number % len(WORDS)]
    region = membership.agreement.region_id
    save_profile(
        membership,
        actor=person,
        fields=[str(field) for field in fields],
        whole_county=membership.whole_county,
        municipalities=list(membership.organisation.municipalities.filter(region=region)),
        does=does,
        contributes=contributes,
        why=why,
        languages=["sv", "en"] if number % 2 else ["sv"],
    )
    if number % 3 == 0:
        save_contact(
            membership,
            actor=person,
            is_role_address=True,
            role="Styrelsen",
            email=f"styrelsen{number}.{membership.agreement.region.slug}@demo.example",
            publish_name=True,
            publish_email=True,
        )
    if number == SILENT:
        MemberContact.objects.filter(membership=membership).update(bounced_at=timezone.now())
    if number == LEAVING:
        withdraw_membership(
            membership=membership,
            actor=person,
            effective_on=timezone.localdate() + dt.timedelta(days=400),
            given_by=membership.application.contact_name,
        )
