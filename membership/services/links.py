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

from agreement.offices import Offices
from membership import member_emails
from membership.models import LinkStatement, Membership, Organisation, OrganisationLink
from membership.permissions import is_tied_to, may_edit, may_help, works_for
from membership.services.diary import note
from membership.states import KinAnswer, KinSays, MemberChange
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from membership.querysets import LinkStatementQuerySet

logger = logging.getLogger(__name__)
MOST_OPEN = 10  # statements of one member that nobody has answered
CLOSED = _("These pages are closed to you.")
ANSWERED = _("That has been answered already.")
TIED = _("You work for one of them, or have a conflict of interest. Somebody else must record it.")
OPPOSITE = _("The opposite is recorded. Remove that first.")


def state_link(membership: Membership, *, actor: User, other: Membership, says: KinSays) -> LinkStatement:
    """`membership` says that `other` is its umbrella, or belongs to it; the other one is asked by letter.

    What the other one has said already is thereby confirmed, and so is what the secretariat says while it helps.
    Refuses with StepNotAllowed: not the actor's (helping one while tied to one of them), one of them has not joined
    here, itself, known already, said the other way round, too many unanswered. Twice: the first statement.
    """
    with transaction.atomic():
        mine, theirs = _hold_both(membership, other)
        if not _may_speak(actor, mine, theirs):
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
            member_emails.link_asked(statement)
        else:
            _answer(statement, actor, KinAnswer.YES)
    return statement


def answer_link(statement: LinkStatement, *, actor: User, yes: bool) -> None:
    """The other one says whether it is so; the secretariat may, unless the person is tied to one of the two.

    Yes: the link stands on both public pages. Refuses with StepNotAllowed: not the actor's to answer, one of them has
    left, the opposite is recorded, or answered already; so also the second of two.
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
        mine, asked = _hold_both(statement.stated_by, statement.asked)
        held = _open(statement)
        if not _may_speak(actor, mine, asked):
            raise StepNotAllowed(CLOSED)
        _close(held, actor, KinAnswer.TAKEN_BACK)


def end_link(membership: Membership, *, actor: User, link: OrganisationLink) -> None:
    """Either of the two says that they do not belong together; the link goes from both public pages.

    Also a former member may, until the organisation has joined again: the links are its own then, not those people's.
    Refuses with StepNotAllowed: not the actor's. Twice, or both at once: one line in each diary.
    """
    own = membership.organisation_id
    with transaction.atomic():
        rows = OrganisationLink.objects.filter(Q(umbrella=own) | Q(branch=own), pk=link.pk)
        found = rows.select_related("umbrella", "branch").first()
        other = None if found is None else found.branch if found.umbrella_id == own else found.umbrella
        theirs = _membership_of(other, membership) if other is not None else None
        # The other one's diary is written, too: whoever held only one would wait for the other at the commit.
        held = _hold(membership.pk, *([theirs.pk] if theirs else []))
        mine = held[membership.pk]
        if not may_edit(actor, mine):
            raise StepNotAllowed(CLOSED)
        if not mine.is_current and _membership_of(mine.organisation, mine) is not None:
            raise StepNotAllowed(CLOSED)
        if other is None or not rows.delete()[0]:
            return
        note(mine, actor, MemberChange.LINK_ENDED, other.name)
        if theirs is not None:
            _tell(held[theirs.pk], actor, MemberChange.LINK_ENDED, mine)


def may_answer(actor: User, statement: LinkStatement) -> bool:
    """Whether the person answers for the one that is asked."""
    return _may_speak(actor, statement.asked, statement.stated_by)


def close_statements(membership: Membership) -> None:
    """A member leaves: nobody waits for its answer any more, and nobody answers what it said."""
    about = LinkStatement.objects.open().filter(Q(stated_by=membership) | Q(asked=membership))
    about.update(answer=KinAnswer.TAKEN_BACK, answered_at=timezone.now())


def hold_pair(umbrella: Organisation, branch: Organisation) -> None:
    """Before the secretariat records a link itself: until it is done, nobody else records one between the two.

    Memberships before organisations, as everywhere here. Only within a transaction.
    """
    pair = (umbrella.pk, branch.pk)
    _hold(*Membership.objects.filter(organisation__in=pair).values_list("pk", flat=True))
    _hold_organisations(pair)


def close_between(link: OrganisationLink, *, actor: User) -> None:
    """The secretariat has recorded the link itself, with the pair held: that answers what its members say of the two.

    Yes to what says the same, no to the opposite, told as any answer. What other regions' members say is theirs.
    """
    pair = (link.umbrella_id, link.branch_id)
    about = _whole_statements().filter(
        stated_by__organisation__in=pair,
        asked__organisation__in=pair,
        stated_by__agreement__region__in=Offices(actor).kept,
    )
    for statement in about:
        is_same = statement.umbrella.pk == link.umbrella_id
        _answer(statement, actor, KinAnswer.YES if is_same else KinAnswer.NO)


def _may_speak(actor: User, membership: Membership, other: Membership) -> bool:
    """Its own people speak for a member, and the secretariat helps. Whoever helps one of the two must not be tied to
    either: nobody confirms what they say themselves.
    """
    if works_for(actor, membership):
        return True
    pair = (membership.organisation_id, other.organisation_id)
    return may_help(actor, membership) and not is_tied_to(actor, *pair)


def _hold_both(one: Membership, other: Membership) -> tuple[Membership, Membership]:
    held = _hold(one.pk, other.pk)
    return held[one.pk], held[other.pk]


def _hold(*keys: int) -> dict[int, Membership]:
    """All, held in the order of their keys until we are done: each may speak of the other in the same moment."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related(
        "agreement__region", "organisation", "application"
    )
    return {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}


def _hold_organisations(keys: Iterable[int]) -> None:
    """A link is the same in all regions, while its members are held in each: the two organisations, in key order."""
    rows = Organisation.objects.select_for_update(no_key=True)
    list(rows.filter(pk__in=list(keys)).order_by("pk").values_list("pk", flat=True))


def _both_have_joined(one: Membership, other: Membership) -> None:
    if one.agreement_id != other.agreement_id or not (one.is_current and other.is_current):
        raise StepNotAllowed(_("Only organisations that have joined here can be named."))


def _whole_statements() -> LinkStatementQuerySet:
    """Those that nobody has answered, with all that an answer asks about."""
    return LinkStatement.objects.open().select_related(
        "stated_by__organisation",
        "stated_by__agreement__region",
        "stated_by__application",
        "asked__organisation",
        "asked__agreement__region",
        "asked__application",
    )


def _open(statement: LinkStatement) -> LinkStatement:
    held: LinkStatement | None = _whole_statements().filter(pk=statement.pk).first()
    if held is None:
        raise StepNotAllowed(ANSWERED)
    return held


def _answer(statement: LinkStatement, actor: User, answer: KinAnswer) -> None:
    _close(statement, actor, answer)
    confirmed = answer == KinAnswer.YES
    if confirmed:
        umbrella, branch = statement.umbrella, statement.branch
        _hold_organisations((umbrella.pk, branch.pk))
        if OrganisationLink.objects.filter(umbrella=branch, branch=umbrella).exists():
            raise StepNotAllowed(OPPOSITE)
        OrganisationLink.objects.get_or_create(umbrella=umbrella, branch=branch)
    what = MemberChange.LINK_CONFIRMED if confirmed else MemberChange.LINK_REFUSED
    _tell(statement.asked, actor, what, statement.stated_by)
    _tell(statement.stated_by, actor, what, statement.asked)
    member_emails.link_answered(statement)


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
