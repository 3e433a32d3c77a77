"""A member organisation's card on the own pages of everybody who works for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.models import LinkStatement, Membership
from membership.own_pages import Card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from accounts.models import User
    from agreement.offices import Offices


def cards(user: User, _offices: Offices) -> Iterator[Card]:
    """One card for each membership: how it stands, and what waits for the organisation. Four queries."""
    rows = (
        Membership.objects.of(user)
        .select_related("organisation", "agreement")
        .prefetch_related("contacts", "withdrawals", Prefetch("link_questions", _open_questions()))
    )
    for member in rows.newest():
        text, action = _standing(member)
        yield Card(
            title=member.organisation.name,
            text=text,
            url=reverse("membership:own-member", kwargs={"pk": member.pk}),
            action=action,
            order=10 if member.is_current else 90,
        )


def _open_questions() -> QuerySet[LinkStatement]:
    questions: QuerySet[LinkStatement] = LinkStatement.objects.open().between_whom()
    return questions


def _standing(member: Membership) -> tuple[str, str]:
    agreement = member.agreement.short_name
    if not member.is_current and member.ended_on is not None:
        day = date_format(member.ended_on, "j F Y")
        return _("Was a member of %(agreement)s until %(day)s.") % {"agreement": agreement, "day": day}, ""
    left = next((each for each in member.withdrawals.all() if each.regretted_at is None), None)
    if left is not None:
        day = date_format(left.effective_on, "j F Y")
        return _("Leaves %(agreement)s on %(day)s.") % {"agreement": agreement, "day": day}, ""
    text = _("Has joined %(agreement)s.") % {"agreement": agreement}
    if not any(contact.is_reachable for contact in member.contacts_now):
        return text, _("Our letters do not reach you. Look at your contacts.")
    if asked := list(member.link_questions.all()):
        return text, _("%(name)s asks whether you belong together.") % {
            "name": asked[0].stated_by.organisation.name
        }
    return text, ""
