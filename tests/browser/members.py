"""Members' own pages in each of their states, for tests that look at pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from letters.models import Letter
from membership import member_emails
from membership.models import MemberContact, Membership, OrganisationLink, Withdrawal
from membership.services import (
    answer_link,
    end_membership,
    save_contact,
    save_profile,
    state_link,
    withdraw_membership,
)
from membership.states import KinSays
from relay.services import work_on
from tests.factories import make_member, make_user

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Region

LONG_WORD = "Samverkansöverenskommelse" * 4


def present(member: Membership, actor: User) -> None:
    """Everything that a member can show of itself, with a very long word in it."""
    save_profile(
        member,
        actor=actor,
        fields=["culture", "social", "preparedness"],
        whole_county=False,
        municipalities=list(member.agreement.region.municipalities.all()[:3]),
        does=f"Vi driver ett bygdegille med kafé, lån av verktyg och sång.\n\n{LONG_WORD}",
        contributes="Lokaler, kontakter och en stor kaffepanna.",
        why="För att det blir bättre när vi gör det tillsammans.",
        website="https://bygdegillet.example/om-oss",
        languages=["sv", "fit", "se"],
    )


def make_members(region: Region, person: User) -> dict[str, Any]:
    """The person's organisations: one in full, one that cannot be reached, one that leaves, and one that has left.

    Gives the ids of memberships by the names that addresses in states/ call them.
    """
    full = make_member(region, user=person, name="Bygdegillet med egna sidor")
    present(full, person)
    MemberContact.objects.filter(membership=full).update(publish_name=True)
    second = save_contact(
        full,
        actor=person,
        is_role_address=True,
        role="Styrelsen",
        email="styrelsen-med-en-mycket-lang-adress@bygdegillet.example",
        phone="070-000 00 01",
        publish_name=True,
        publish_email=True,
    )
    branch = make_member(region, name="Bygdegillets ungdomar")
    link = OrganisationLink.objects.create(umbrella=full.organisation, branch=branch.organisation)
    federation = make_user("kansliet@gillena.example")
    larger = make_member(region, user=federation, name="Gillenas länsförbund med ett långt namn")
    question = state_link(larger, actor=federation, other=full, says=KinSays.BRANCH)
    youngest = make_member(region, name="Bygdegillets allra yngsta")
    statement = state_link(full, actor=person, other=youngest, says=KinSays.BRANCH)
    answer_link(
        state_link(make_member(region, user=federation), actor=federation, other=full, says=KinSays.BRANCH),
        actor=person,
        yes=True,
    )
    silent = make_member(region, user=person, name="Gillet som inga brev når")
    MemberContact.objects.filter(membership=silent).update(bounced_at=timezone.now())
    leaving = make_member(region, user=person, name="Gillet som går ur")
    later = timezone.localdate() + dt.timedelta(days=60)
    withdraw_membership(membership=leaving, actor=person, effective_on=later, given_by="Maja Påhittad")
    former = make_member(region, user=person, name="Gillet som gick ur")
    today = timezone.localdate()
    gone = withdraw_membership(membership=former, actor=person, effective_on=today, given_by="Maja Påhittad")
    work_on(Withdrawal, gone.pk, end_membership)
    return {
        "own": full.pk,
        "own_contact": second.pk,
        "own_slug": full.slug,
        "kin_question": question.pk,
        "kin_statement": statement.pk,
        "kin_link": link.pk,
        "silent": silent.pk,
        "leaving": leaving.pk,
        "former": former.pk,
    }


def letters_about_members() -> list[Letter]:
    """One of each kind: to contacts, about leaving, and to the group."""
    left = Withdrawal.objects.select_related("membership__application").order_by("pk")[0]
    member_emails.withdrawal_regretted(left)
    member_emails.withdrawal_regretted_notice(left)
    member_emails.contacts_right(left.membership, occasion="seed")
    addresses = left.membership.recipients
    member_emails.access_given_notice(
        left.membership, left.recorded_by, occasion="seed", recipients=addresses
    )
    kinds = ("contact_added", "contacts_right", "membership_ended", "link_asked", "link_answered")
    kinds += ("access_given_notice",)
    return list(Letter.objects.filter(Q(kind__in=kinds) | Q(kind__startswith="withdrawal_")))


def leaver(region: Region) -> dict[str, Any]:
    """A member with two people, and what a test of leaving and coming back must know of it."""
    chair, treasurer = make_user("ordforande@vinterljus.example"), make_user("kassor@vinterljus.example")
    member = make_member(region, user=chair, name="Föreningen Vinterljus i Exempelby")
    member.application.access.create(user=treasurer)
    present(member, chair)
    return {"chair": chair.email, "treasurer": treasurer.email, "member": member.pk, "slug": member.slug}
