"""Who nominates, for whom, and who sees and decides: predicates beside the querysets (MEM-25, MEM-31, MEM-45)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from agreement.offices import Offices
from agreement.states import BodyKind
from membership.states import OPEN, Outcome, Status
from nominations.states import By, Ground

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User
    from membership.models import Organisation
    from nominations.models import Nomination, NominationRound


def under_way(at: dt.datetime | None = None) -> Q:
    """Applications by which an organisation nominates: they can still lead to a membership, or have, and it lasts. A
    draft is nobody's business yet. What was refused can be taken back for a while (`membership.told`), and so long
    nobody outside hears of it: not here either.
    """
    held = Q(status=Status.DECLINED, decisions__held_until__gt=at or timezone.now())
    # One that only repeats a refusal that was told holds nothing back.
    replaced = (Outcome.APPROVED, Outcome.TAKEN_BACK)
    first = Q(decisions__corrects=None) | Q(decisions__corrects__outcome__in=replaced)
    return Q(status__in=OPEN) | Q(status=Status.APPROVED, membership__ended_on=None) | (held & first)


@dataclass(frozen=True)
class Right:
    """By which right a person may nominate in a round: for an organisation, or as a sitting member."""

    ground: Ground
    organisation: Organisation | None = None

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"o{self.organisation.pk}" if self.organisation else "s"


def organisations_of(user: User | AnonymousUser, agreement_pk: int) -> list[Organisation]:
    """The organisations that have applied or joined and on whose application `user` works, by name."""
    if not user.is_authenticated:
        return []
    cases = apps.get_model("membership", "Application").objects.filter(
        under_way(), agreement=agreement_pk, access__user=user
    )
    organisations = apps.get_model("membership", "Organisation").objects
    return list(organisations.filter(pk__in=cases.values("organisation")))


def sitting_ground(round_: NominationRound) -> Ground | None:
    """By which right a sitting member of the development group nominates in the round; None where by none."""
    if round_.forum_id:
        return Ground.FORUM
    if round_.co_opted:
        return Ground.CO_OPTED
    if round_.body and round_.body.kind == BodyKind.DEVELOPMENT:
        return Ground.SUCCESSION
    return None


def party_of(user: User | AnonymousUser, round_: NominationRound) -> int | None:
    """The party (id) for which `user` sits in the development group today; None for whoever sits there for none."""
    return next(
        (
            each.party
            for each in Offices(user).all
            if each.body_kind == BodyKind.DEVELOPMENT and each.agreement == round_.agreement_id and each.party
        ),
        None,
    )


def rights(user: User | AnonymousUser, round_: NominationRound) -> list[Right]:
    """By which rights `user` may nominate in the round today; whether the window is open is asked elsewhere. Only who
    sits for a party has a seat that somebody can succeed to.
    """
    found = [Right(Ground.ORGANISATION, each) for each in organisations_of(user, round_.agreement_id)]
    ground = sitting_ground(round_)
    sits = ground and round_.agreement_id in Offices(user).developed
    if ground and sits and (ground != Ground.SUCCESSION or party_of(user, round_)):
        found.append(Right(ground))
    return found


def is_nominator(user: User | AnonymousUser, nomination: Nomination) -> bool:
    """Whether `user` works on the nomination: for its organisation, or as the sitting member who made it."""
    if not user.is_authenticated:
        return False
    return type(nomination).objects.made_by(user).filter(pk=nomination.pk).exists()


def is_nominee(user: User | AnonymousUser, nomination: Nomination) -> bool:
    """Whether `user` is the nominee: signed in with the address that was nominated."""
    return bool(user.is_authenticated and nomination.nominee_email and user.email == nomination.nominee_email)


def staff_of(user: User | AnonymousUser, round_: NominationRound) -> set[By]:
    """In which capacities `user` handles the round: by a deciding seat in the leadership group, the secretariat."""
    offices, region, found = Offices(user), round_.agreement.region_id, set()
    if offices.leads(region):
        found.add(By.GROUP)
    if offices.keeps(region):
        found.add(By.SECRETARIAT)
    return found


def is_tied(user: User, round_: NominationRound) -> bool:
    """Whether `user` has a stake in the round: is nominated, has nominated, works for an organisation that has, or has
    declared a conflict of interest in its case. Such a person neither reads the nominations, nor the round's letters
    (`nominations.closed`), nor decides (MEM-45).
    """
    return bool(round_.nominations.ties_of(user).exists())


def organisations_by_person(people: Collection[int], agreement_pk: int) -> dict[int, set[int]]:
    """For each of the people (ids), the organisations (ids) that they work for, or in whose cases they have a declared
    conflict of interest: such a one's nomination is a conflict too (MEM-45). One query.
    """
    of_here = Q(application__agreement=agreement_pk, application__organisation__isnull=False, user__in=people)
    access, declared = (
        rows.filter(of_here).order_by().values_list("user", "application__organisation")
        for rows in organisation_ties()
    )
    found: dict[int, set[int]] = {}
    for user, organisation in access.union(declared):
        found.setdefault(user, set()).add(organisation)
    return found


def organisation_ties() -> tuple[QuerySet[Any], QuerySet[Any]]:
    """What ties people to the organisation of an application: that they work on it, or a conflict of interest that was
    declared and not lifted.
    """
    access = apps.get_model("membership", "ApplicationAccess").objects.all()
    return access, apps.get_model("membership", "Recusal").objects.filter(lifted_at=None)
