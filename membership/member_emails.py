"""The letters to members and about them: contacts, access, umbrellas and branches, and leaving. As in `emails`, each
function composes rows and sends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreement.emails import compose_from, secretariat
from agreement.models import SeatHolding
from letters.words import checksum
from membership.reminding import kept_until
from membership.states import KinAnswer, KinSays

if TYPE_CHECKING:
    from accounts.models import User
    from letters.models import Letter
    from membership.models import LinkStatement, MemberContact, Membership, Withdrawal


def contact_added(membership: Membership, contact: MemberContact, *, by: User) -> list[Letter]:
    """Somebody is now a member's contact: what is kept about them, what is shown, and how to change it (LAW-G1)."""
    return _to_member(
        membership,
        "contact_added",
        {"contact": contact, "shown": contact.public, "days": settings.CONTACT_KEEP_DAYS},
        occasion=f"{contact.pk}-{checksum(contact.email)}",
        recipients=[contact.email],
        path=membership.get_absolute_url(),
        for_all=True,
    )


def access_given_notice(
    membership: Membership, person: User, *, occasion: str, recipients: list[str]
) -> list[Letter]:
    """To everybody else known of a member: the secretariat has let this person in; say so if that is wrong."""
    path = reverse("membership:people", kwargs={"reference": membership.application.reference})
    said = {"person": person}
    return _to_member(
        membership, "access_given_notice", said, occasion=occasion, recipients=recipients, path=path
    )


def contacts_right(membership: Membership, *, occasion: str) -> list[Letter]:
    """Once a year: these are your contacts; are they still right? A link to a page with a button."""
    return _to_member(
        membership,
        "contacts_right",
        {"contacts": membership.contacts_now},
        occasion=occasion,
        path=reverse("membership:contacts-right", kwargs={"pk": membership.pk}),
        for_all=True,  # its words say what to do if one cannot open it, and it may be handed on
    )


def link_asked(statement: LinkStatement) -> list[Letter]:
    """Another member says that it belongs to this one, or this one to it: is that right?"""
    said = {
        "other": statement.stated_by.organisation.name,
        "is_umbrella": statement.says == KinSays.UMBRELLA,
    }
    return _about_kin(statement.asked, "link_asked", said, occasion=str(statement.pk))


def link_answered(statement: LinkStatement) -> list[Letter]:
    """To whoever said it: yes, or no."""
    said = {"other": statement.asked.organisation.name, "yes": statement.answer == KinAnswer.YES}
    return _about_kin(statement.stated_by, "link_answered", said, occasion=str(statement.pk))


def _about_kin(membership: Membership, kind: str, said: dict[str, Any], *, occasion: str) -> list[Letter]:
    path = reverse("membership:kin", kwargs={"pk": membership.pk})
    return _to_member(membership, kind, said, occasion=occasion, path=path)


def withdrawal_receipt(withdrawal: Withdrawal) -> list[Letter]:
    """We have received your withdrawal: from which day, what it ends, and until when it can be taken back (MEM-41)."""
    return _about_withdrawal(withdrawal, "withdrawal_receipt")


def withdrawal_regretted(withdrawal: Withdrawal) -> list[Letter]:
    """The withdrawal is taken back: you remain a member."""
    return _about_withdrawal(withdrawal, "withdrawal_regretted")


def membership_ended(withdrawal: Withdrawal) -> list[Letter]:
    """The day has come: the membership has ended, and you are welcome back."""
    return _about_withdrawal(withdrawal, "membership_ended")


def withdrawal_notice(withdrawal: Withdrawal) -> list[Letter]:
    """To the group that decides and the secretariat: a member leaves, from which day (MEM-41)."""
    return _to_group(withdrawal, "withdrawal_notice")


def withdrawal_regretted_notice(withdrawal: Withdrawal) -> list[Letter]:
    """To the same people: it stays after all."""
    return _to_group(withdrawal, "withdrawal_regretted_notice")


def _about_withdrawal(withdrawal: Withdrawal, kind: str) -> list[Letter]:
    membership = withdrawal.membership
    path = reverse("membership:withdrawal", kwargs={"pk": membership.pk})
    said = {"withdrawal": withdrawal, "contacts_until": kept_until(withdrawal.last_day)}
    return _to_member(membership, kind, said, occasion=str(withdrawal.pk), path=path)


def _to_member(
    membership: Membership,
    kind: str,
    context: dict[str, Any],
    *,
    occasion: str,
    recipients: list[str] | None = None,
    path: str = "",
    for_all: bool = False,
) -> list[Letter]:
    """The same letter to everybody on the member's side: contacts, and those who work with its pages. Only these can
    open them: unless the page is `for_all`, a contact without access has no button and reads how to get in.
    """
    agreement = membership.agreement
    language = membership.application.language
    with translation.override(language):
        own = settings.SITE_URL + (path or reverse("membership:own-member", kwargs={"pk": membership.pk}))
        way_in = _(
            "Only those who work with the pages of %(organisation)s can open them. If you cannot: ask one of them to "
            "let you in, or answer this letter."
        ) % {"organisation": membership.organisation.name}
    opens = membership.application.confirmed_recipients
    return [
        compose_from(
            agreement,
            key=f"{kind}:{membership.application.reference}:{occasion}:{checksum(address)}",
            kind=kind,
            to=address,
            template=f"membership/email/{kind}",
            context={
                **context,
                "membership": membership,
                "application": membership.application,
                "name": membership.organisation.name,
                **({"case_url": own} if for_all or address in opens else {"way_in": way_in}),
            },
            language=language,
        )
        for address in (membership.recipients if recipients is None else recipients)
    ]


def _to_group(withdrawal: Withdrawal, kind: str) -> list[Letter]:
    """One letter to each person with a deciding seat in the leadership group or an office in the secretariat today."""
    membership = withdrawal.membership
    agreement = membership.agreement
    region = agreement.region
    today = timezone.localdate()
    seats = SeatHolding.objects.on(today).deciding().filter(seat__body__agreement=agreement)
    people = {
        holding.user_id: holding.user for holding in seats.select_related("user") if holding.user.is_active
    }
    people |= {person.pk: person for person in secretariat(region)}
    url = settings.SITE_URL + membership.get_absolute_url()
    return [
        compose_from(
            agreement,
            key=f"{kind}:{membership.application.reference}:{withdrawal.pk}:{checksum(person.email)}",
            kind=kind,
            to=person.email,
            template=f"membership/email/{kind}",
            context={
                "withdrawal": withdrawal,
                "name": membership.organisation.name,
                "application": membership.application,
                "case_url": url,
            },
            language=person.language,
        )
        for person in people.values()
    ]
