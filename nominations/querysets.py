"""Named sets: rounds that the public sees, nominations of a person, forums with their seats."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from agreement.querysets import on_day
from membership.states import Status
from nominations.permissions import organisation_ties, under_way
from nominations.states import CHOSEN, Answer, RoundState, State
from relay.models import WorkQuerySet
from steps.rows import AppendOnlyQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ForumSeatQuerySet(models.QuerySet[Any]):
    """Who sits in forums."""

    def on(self, day: dt.date) -> Self:
        return self.filter(on_day(day))


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds of nomination. Days are Swedish dates."""

    def public(self) -> Self:
        """What the public sees: all but drafts."""
        return self.exclude(state=RoundState.DRAFT)

    def open_on(self, day: dt.date) -> Self:
        return self.filter(state=RoundState.PUBLISHED, opens_on__lte=day, closes_on__gte=day)

    def to_prepare(self, day: dt.date) -> Self:
        """Those in which nominations can be prepared: published, and the last day has not passed."""
        return self.filter(state=RoundState.PUBLISHED, closes_on__gte=day)


class NominationQuerySet(models.QuerySet[Any]):
    """Nominations. Nobody's are public."""

    def made_by(self, user: User | AnonymousUser) -> Self:
        """Those that `user` works on: their organisations', and their own as a sitting member.

        An organisation's people are those of the application that is under way or has made it a member. Whoever once
        wrote its number in an application that came to nothing is none of them; whoever works for a former member
        sees what was nominated while it was one.
        """
        if not user.is_authenticated:
            return self.none()
        cases = apps.get_model("membership", "Application").objects.filter(
            under_way()
            | Q(status=Status.APPROVED, membership__ended_on__gte=models.OuterRef("created_at__date")),
            organisation=models.OuterRef("organisation"),
            agreement=models.OuterRef("round__agreement"),
            access__user=user,
        )
        ours = Q(organisation__isnull=False) & models.Exists(cases)
        return self.filter(ours | Q(organisation=None, nominated_by=user))

    def about(self, user: User | AnonymousUser) -> Self:
        """Those in which `user` is the nominee and was asked: by the address that they signed in with."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(nominee_email=user.email).exclude(state__in=(State.PREPARED, State.WITHDRAWN))

    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def for_group(self) -> Self:
        """What the leadership group sees: what was sent and not withdrawn. A prepared one is its maker's own."""
        return self.sent().exclude(state=State.WITHDRAWN)

    def of_members(self) -> Self:
        """Those of organisations that are members today, and joined in time for the round: only they are named."""
        memberships = apps.get_model("membership", "Membership").objects.current()
        joined = memberships.filter(
            organisation=models.OuterRef("organisation"),
            agreement=models.OuterRef("round__agreement"),
            since__lte=models.OuterRef("round__member_by"),
        )
        return self.filter(models.Exists(joined))

    def ties_of(self, user: User | AnonymousUser) -> Self:
        """Those that give `user` a stake in their round: the own ones, as nominee, nominator or for an organisation,
        and those of an organisation in whose case they have a declared conflict of interest (MEM-45).

        Whoever has said no is free again, and so is who never answered: else anybody could keep a group from deciding
        by nominating all of it.
        """
        if not user.is_authenticated:
            return self.none()
        works_for, declared = (
            models.Exists(
                rows.filter(
                    user=user,
                    application__agreement=models.OuterRef("round__agreement"),
                    application__organisation=models.OuterRef("organisation"),
                )
            )
            for rows in organisation_ties()
        )
        wanted = Q(state__in=(State.SUBMITTED, State.ACCEPTED, State.LEFT, *CHOSEN))
        nominated = Q(nominee_email=user.email) & (
            wanted | Q(state=State.NOT_CHOSEN, answered_at__isnull=False)
        )
        made = Q(organisation=None, nominated_by=user)
        return self.for_group().filter(nominated | made | Q(works_for) | Q(declared))


class ChoiceQuerySet(AppendOnlyQuerySet):
    """Who was chosen."""

    def standing(self) -> Self:
        """Those of decisions that no other one corrects."""
        return self.filter(decision__corrected_by=None)


class OfferQuerySet(models.QuerySet[Any]):
    """Offers of vacant seats."""

    def open(self) -> Self:
        return self.filter(answer=Answer.OPEN)


class TaskQuerySet(WorkQuerySet):
    """Rows of work of this room."""
