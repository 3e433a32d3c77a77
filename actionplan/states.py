"""The words of the plans, and the table of an activity's steps: data that buttons and tests read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

import steps.states


class PlanKind(models.TextChoices):
    """How an agreement plans (PLAN-29): for a period with a plan of activities each year, or year by year."""

    PERIOD = "period", _("Plan for a period")
    YEARLY = "yearly", _("Plan for each year")


class ActivityKind(models.TextChoices):
    """Trying a new form, such as new technology, is a kind of its own (PLAN-22)."""

    ORDINARY = "ordinary", _("Ordinary")
    TRIAL = "trial", _("We try something new")


class ResourceKind(models.TextChoices):
    """What somebody puts in (PLAN-06)."""

    HOURS = "hours", _("Hours")
    MONEY = "money", _("Money (SEK)")
    IN_KIND = "in_kind", _("In kind")


class WordKind(models.TextChoices):
    """Themes and topics are each region's own words (PLAN-13, PLAN-20, PLAN-21)."""

    THEME = "theme", _("Theme")
    TOPIC = "topic", _("Topic")


class ActivityState(models.TextChoices):
    """Where an activity stands (PLAN-24, process 8)."""

    PROPOSED = "proposed", _("Proposed")
    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class By(models.TextChoices):
    """Who takes a step."""

    KEEPER = "keeper", _("Whoever keeps the activity")
    PROPOSER = "proposer", _("Whoever proposed it")
    SECRETARIAT = "secretariat", _("Secretariat")


@dataclass(frozen=True)
class Step(steps.states.Step):
    """One way from a state to another, and who may take it.

    `adopted`: only when an adopted plan has the activity (PLAN-05); `resources`: only when its resources are stated or
    it says that it needs none (PLAN-06).
    """

    adopted: bool = False
    resources: bool = False


_both = frozenset({By.KEEPER, By.SECRETARIAT})
_secretariat = frozenset({By.SECRETARIAT})
_S = ActivityState

ACTIVITY_STEPS = (
    Step("plan", _S.PROPOSED, _S.PLANNED, _secretariat, _("Take into the plan"), resources=True),
    Step("turn_down", _S.PROPOSED, _S.STOPPED, _secretariat, _("Turn down"), needs_note=True),
    Step("begin", _S.PLANNED, _S.ONGOING, _both, _("Begin"), adopted=True),
    Step("finish", _S.ONGOING, _S.DONE, _both, _("It is done"), adopted=True),
    Step("finish_at_once", _S.PLANNED, _S.DONE, _both, _("It is done"), adopted=True),
    Step("stop", _S.ONGOING, _S.STOPPED, _both, _("Stop"), needs_note=True, adopted=True),
    Step("call_off", _S.PLANNED, _S.STOPPED, _both, _("Stop"), needs_note=True, adopted=True),
    # Mistakes happen; the diary keeps both.
    Step("reopen", _S.DONE, _S.ONGOING, _both, _("It is not done yet"), needs_note=True, adopted=True),
    Step(
        "take_up",
        _S.STOPPED,
        _S.PLANNED,
        _secretariat,
        _("Take up again"),
        needs_note=True,
        adopted=True,
        resources=True,
    ),
)
STEPS = {step.name: step for step in ACTIVITY_STEPS}

# What the diary tells besides the steps: nothing moves.
NOTES = (
    *("propose", "change", "carry", "note", "milestone", "milestone_taken_back", "keeper"),
    # As it was called while only those who keep the activity read why. Those reasons stay among them.
    "milestone_undone",
)
# Those that the public reads.
TOLD = (
    *("begin", "finish", "finish_at_once", "stop", "call_off", "reopen", "take_up", "note"),
    *("milestone", "milestone_taken_back"),
)
UNFINISHED = (ActivityState.PLANNED, ActivityState.ONGOING)


# --- Checklists, and looking through forms of collaboration ---------------------------------------------


class PointState(models.TextChoices):
    """Where a party stands with a point of its checklist (PLAN-17)."""

    OPEN = "open", _("Not reported")
    DONE = "done", _("Done")


class ReviewState(models.TextChoices):
    """Where the look at a form of collaboration stands (PLAN-18)."""

    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    DONE = "done", _("Done")
    CALLED_OFF = "called_off", _("Called off")


class ReviewOutcome(models.TextChoices):
    """What came of the look."""

    KEEP = "keep", _("Goes on as it is")
    CHANGE = "change", _("Is changed")
    MERGE = "merge", _("Goes together with another")
    END = "end", _("Ends")


class PlanningStage(models.TextChoices):
    """How far something has come that is planned and open for others (PLAN-19)."""

    IDEA = "idea", _("Idea")
    PROPOSAL = "proposal", _("Proposal")
    CONSULTATION = "consultation", _("Consultation")
    DECIDED = "decided", _("It is decided")


# Of a checklist the keeper is whoever speaks for the party; of a review whoever sits for the party that answers for it.
POINT_STEPS = (
    steps.states.Step("report", PointState.OPEN, PointState.DONE, _both, _("It is done")),
    # Mistakes happen; the diary keeps both.
    steps.states.Step(
        "undo", PointState.DONE, PointState.OPEN, _both, _("It is not done after all"), needs_note=True
    ),
)
REVIEW_STEPS = (
    steps.states.Step("begin", ReviewState.PLANNED, ReviewState.ONGOING, _both, _("Begin")),
    steps.states.Step("finish", ReviewState.ONGOING, ReviewState.DONE, _both, _("It is looked through")),
    steps.states.Step(
        "finish_at_once", ReviewState.PLANNED, ReviewState.DONE, _both, _("It is looked through")
    ),
    steps.states.Step(
        "stop", ReviewState.ONGOING, ReviewState.CALLED_OFF, _secretariat, _("Call off"), needs_note=True
    ),
    steps.states.Step(
        "call_off", ReviewState.PLANNED, ReviewState.CALLED_OFF, _secretariat, _("Call off"), needs_note=True
    ),
)
OF_POINT = {step.name: step for step in POINT_STEPS}
OF_REVIEW = {step.name: step for step in REVIEW_STEPS}
FINISHES = ("finish", "finish_at_once")
STANDING = (ReviewState.PLANNED, ReviewState.ONGOING)
