"""Umbrellas and branches as members say themselves: one says it, the other one or the secretariat confirms (MEM-52).

A link says nothing about who has joined, and nothing is inferred from it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership import emails
from membership.models import LinkStatement, Membership, OrganisationLink
from membership.permissions import may_edit, may_help, works_for
from membership.services.diary import hold, note
from membership.states import KinAnswer, KinSays, MemberChange
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from membership.models import Organisation

logger = logging.getLogger(__name__)
MOST_OPEN = 10  # statements of one member that nobody has answered
CLOSED = _("These pages are closed to you.")
ANSWERED = _("That has been answered already.")


def state_link(membership: Membership, *, actor: User, other: Membership, says: KinSays) -> LinkStatement:
    """`membership` says that `other` is its umbrella, or belongs to it; the other one is asked by letter.

    What the other one has said already is thereby confirmed, and so is what the secretariat says while it helps.
    Refuses with StepNotAllowed: not the actor's, one of them has not joined here, itself, known already, said the other
    way round, too many unanswered. Twice: the first statement.
    """
    with transaction.atomic():
        mine, theirs = _hold_both(membership, other)
        if not may_edit(actor, mine):
            raise StepNotAllowed(CLOSED)
        if mine.organisation_id == theirs.organisation_id:
            raise StepNotAllowed(_("An organisation does not belong to itself."))
        _both_have_joined(mine, theirs)
        pair = (mine.organisation_id, theirs.organisation_id)
        if OrganisationLink.objects.filter(umbrella__in=pair, branch__in=pair).exists():
            raise StepNotAllowed(_("That is recorded already."))
        open_one: LinkStatement | None = (
            LinkStatement.objects.open().filter(stated_by=mine, asked=theirs).first()
        )
        crossing: LinkStatement | None = (
            LinkStatement.objects.open().filter(stated_by=theirs, asked=mine).first()
        )
        if open_one is not None:
            if open_one.says != says:
                raise StepNotAllowed(_("You have said the opposite. Take that back first."))
            return open_one
        if crossing is not None:
            if crossing.says == says:
                raise StepNotAllowed(_("They have said the opposite. Answer that first."))
            _answer(crossing, actor, KinAnswer.YES)
            return crossing
        if mine.link_statements.open().count() >= MOST_OPEN:
            raise StepNotAllowed(_("Many of yours have not been answered yet. Take one back first."))
        statement: LinkStatement = LinkStatement.objects.create(
            stated_by=mine, asked=theirs, says=says, actor=actor
        )
        note(mine, actor, MemberChange.LINK_STATED, theirs.organisation.name)
        if works_for(actor, mine):
            emails.link_asked(statement)
        else:
            _answer(statement, actor, KinAnswer.YES)
    return statement


def answer_link(statement: LinkStatement, *, actor: User, yes: bool) -> None:
    """The other one says whether it is so; the secretariat may, unless it works for the one that says it.

    Yes: the link stands on both public pages. Refuses with StepNotAllowed: not the actor's to answer, one of them has
    left, or answered already; so also the second of two.
    """
    with transaction.atomic():
        _mine, asked = _hold_both(statement.stated_by, statement.asked)
        held = _open(statement)
        if not may_answer(actor, held):
            raise StepNotAllowed(CLOSED)
        if yes:
            _both_have_joined(held.stated_by, asked)
        _answer(held, actor, KinAnswer.YES if yes else KinAnswer.NO)


def take_statement_back(statement: LinkStatement, *, actor: User) -> None:
    """Whoever said it does not say it any more. Refuses with StepNotAllowed: not the actor's, or answered already."""
    with transaction.atomic():
        mine, _asked = _hold_both(statement.stated_by, statement.asked)
        held = _open(statement)
        if not may_edit(actor, mine):
            raise StepNotAllowed(CLOSED)
        _close(held, actor, KinAnswer.TAKEN_BACK)


def end_link(membership: Membership, *, actor: User, link: OrganisationLink) -> None:
    """Either of the two says that they do not belong together; the link goes from both public pages.

    Also a former member may. Refuses with StepNotAllowed: not the actor's. Twice: the second does nothing.
    """
    with transaction.atomic():
        held = hold(membership, actor)
        mine = Q(umbrella=held.organisation_id) | Q(branch=held.organisation_id)
        found = OrganisationLink.objects.select_related("umbrella", "branch").filter(mine, pk=link.pk).first()
        if found is None:
            return
        other = found.branch if found.umbrella_id == held.organisation_id else found.umbrella
        found.delete()
        note(held, actor, MemberChange.LINK_ENDED, other.name)
        if theirs := _membership_of(other, held):
            _tell(theirs, actor, MemberChange.LINK_ENDED, held)


def may_answer(actor: User, statement: LinkStatement) -> bool:
    """Whether the person answers for the one that is asked."""
    if works_for(actor, statement.asked):
        return True
    return may_help(actor, statement.asked) and not works_for(actor, statement.stated_by)


def close_statements(membership: Membership) -> None:
    """A member leaves: nobody waits for its answer any more, and nobody answers what it said."""
    about = LinkStatement.objects.open().filter(Q(stated_by=membership) | Q(asked=membership))
    about.update(answer=KinAnswer.TAKEN_BACK, answered_at=timezone.now())


def close_between(link: OrganisationLink, *, actor: User) -> None:
    """The secretariat has recorded the link itself: nobody waits for an answer about the two any more."""
    pair = (link.umbrella_id, link.branch_id)
    about = LinkStatement.objects.open().filter(
        stated_by__organisation__in=pair, asked__organisation__in=pair
    )
    about.update(answer=KinAnswer.YES, answered_at=timezone.now(), answered_by=actor)


def _hold_both(one: Membership, other: Membership) -> tuple[Membership, Membership]:
    """Both, held in the order of their keys until we are done: each may speak of the other in the same moment."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related(
        "agreement__region", "organisation", "application"
    )
    held = {row.pk: row for row in rows.filter(pk__in=(one.pk, other.pk)).order_by("pk")}
    return held[one.pk], held[other.pk]


def _both_have_joined(one: Membership, other: Membership) -> None:
    if one.agreement_id != other.agreement_id or not (one.is_current and other.is_current):
        raise StepNotAllowed(_("Only organisations that have joined here can be named."))


def _open(statement: LinkStatement) -> LinkStatement:
    rows = LinkStatement.objects.select_related(
        "stated_by__organisation",
        "stated_by__agreement__region",
        "stated_by__application",
        "asked__organisation",
        "asked__agreement__region",
        "asked__application",
    )
    held: LinkStatement | None = rows.open().filter(pk=statement.pk).first()
    if held is None:
        raise StepNotAllowed(ANSWERED)
    return held


def _answer(statement: LinkStatement, actor: User, answer: KinAnswer) -> None:
    _close(statement, actor, answer)
    confirmed = answer == KinAnswer.YES
    if confirmed:
        OrganisationLink.objects.get_or_create(umbrella=statement.umbrella, branch=statement.branch)
    what = MemberChange.LINK_CONFIRMED if confirmed else MemberChange.LINK_REFUSED
    _tell(statement.asked, actor, what, statement.stated_by)
    _tell(statement.stated_by, actor, what, statement.asked)
    emails.link_answered(statement)


def _close(statement: LinkStatement, actor: User, answer: KinAnswer) -> None:
    """One conditional UPDATE: of two who answer at once, one does."""
    rows = LinkStatement.objects.open().filter(pk=statement.pk)
    if not rows.update(answer=answer, answered_at=timezone.now(), answered_by=actor):
        raise StepNotAllowed(ANSWERED)
    statement.answer = answer


def _tell(membership: Membership, actor: User, what: MemberChange, other: Membership) -> None:
    """A line in the diary. Who in the other organisation did it is that one's own matter."""
    is_known = may_edit(actor, membership)
    note(membership, actor if is_known else None, what, other.organisation.name)


def _membership_of(organisation: Organisation, beside: Membership) -> Membership | None:
    rows = Membership.objects.current().filter(agreement=beside.agreement_id, organisation=organisation)
    found: Membership | None = rows.select_related("organisation", "agreement__region", "application").first()
    return found
