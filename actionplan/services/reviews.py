"""What can be done with a look at a form of collaboration: plan it, begin it, say what came of it, call it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplan.models import FormReview, FormReviewEvent
from actionplan.permissions import keeps_region, reviewing
from actionplan.states import FINISHES, OF_REVIEW
from actionplan.steps import step_review
from nominations.models import Forum
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from agreement.models import Party


def plan_review(
    forum: Forum,
    *,
    by: User,
    party: Party | None = None,
    role: str = "",
    about: str = "",
    due_on: dt.date | None = None,
) -> FormReview:
    """Plan to look through a form of collaboration, by when and by which office (PLAN-18).

    Refuses StepNotAllowed: only the secretariat, only a party of the agreement; AlreadyMoved while one is planned or
    ongoing, so also the second time.
    """
    if not keeps_region(by, forum.agreement.region_id):
        raise StepNotAllowed(_("Only the secretariat plans it."))
    if party is not None and party.agreement_id != forum.agreement_id:
        raise StepNotAllowed
    review = FormReview(forum=forum, party=party, role=role.strip(), about=about.strip(), due_on=due_on)
    try:
        with transaction.atomic():
            review.save()
            FormReviewEvent.objects.create(review=review, actor=by, step="plan", target=review.state)
    except IntegrityError as taken:
        raise AlreadyMoved(_("It is being looked through already.")) from taken
    return review


def move_review(
    review: FormReview,
    step: str,
    *,
    by: User,
    note: str = "",
    finished_on: dt.date | None = None,
    outcome: str = "",
) -> FormReview:
    """Take the step of that name (actionplan.states.OF_REVIEW); `note` is why, or what came of it in words.

    What came of it is written on the forum, too, unless somebody has looked it through later. Refuses StepNotAllowed
    (the state, the actor, a missing note or outcome, a day to come) and AlreadyMoved.
    """
    found = OF_REVIEW[step]
    if not reviewing(by, review) & found.by:
        raise StepNotAllowed(_("You may not take that step."))
    note, facts = note.strip(), {}
    if step in FINISHES:
        facts = _outcome(finished_on, outcome, note)
    with transaction.atomic():
        step_review(review, found, actor=by, note=note, **facts)
        if finished_on is not None and facts:
            _tell_forum(review.forum_id, finished_on, note)
    return review


def _outcome(finished_on: dt.date | None, outcome: str, words: str) -> dict[str, Any]:
    if finished_on is None or not outcome or not words:
        raise StepNotAllowed(_("Say on which day, what came of it, and tell it in words."))
    if finished_on > timezone.localdate():
        raise StepNotAllowed(_("That day has not come yet."))
    return {"finished_on": finished_on, "outcome": outcome, "words": words}


def _tell_forum(pk: int, day: dt.date, words: str) -> None:
    forum = Forum.objects.select_for_update().get(pk=pk)
    if forum.last_review_on is None or forum.last_review_on <= day:
        forum.last_review_on, forum.review_outcome = day, words
        forum.save(update_fields=["last_review_on", "review_outcome"])
