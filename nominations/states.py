"""The states and the tables of steps: data that buttons, services, permissions and tests read (domain 1.7, process 3).

Two things have states: a round of nomination, and each nomination in it. Each step is taken by exactly one function in
`nominations.services`, through the one door `nominations.steps`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steps.states import Step


class RoundState(models.TextChoices):
    """Where a round stands. Whether its window is open is a matter of days, not of state."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    DECIDED = "decided", _("Decided")
    CANCELLED = "cancelled", _("Called off")


class State(models.TextChoices):
    """Where a nomination stands. Whether it counts is asked each time (`nominations.counting`)."""

    PREPARED = "prepared", _("Prepared")
    SUBMITTED = "submitted", _("Awaiting the nominee's answer")
    ACCEPTED = "accepted", _("Accepted by the nominee")
    DECLINED = "declined", _("Declined by the nominee")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SEATED = "seated", _("Chosen")
    ALTERNATE = "alternate", _("Chosen as alternate")
    NOT_CHOSEN = "not_chosen", _("Not chosen")
    LEFT = "left", _("Has left the seat")


class By(models.TextChoices):
    """Who takes a step."""

    NOMINATOR = "nominator", _("Whoever nominates")
    NOMINEE = "nominee", _("The nominee")
    GROUP = "group", _("Leadership group")
    SECRETARIAT = "secretariat", _("Secretariat")
    HOUSE = "house", _("Happens by itself")


_nominator = frozenset({By.NOMINATOR})
_nominee = frozenset({By.NOMINEE})
_group = frozenset({By.GROUP, By.SECRETARIAT})  # the secretary records what the group decided at a meeting
_house = frozenset({By.HOUSE})

ROUND_STEPS = (
    Step("publish", RoundState.DRAFT, RoundState.PUBLISHED, _group, _("Publish")),
    Step("take_down", RoundState.PUBLISHED, RoundState.DRAFT, _group, _("Take down")),
    Step("decide", RoundState.PUBLISHED, RoundState.DECIDED, _group, _("Decide")),
    Step("cancel", RoundState.PUBLISHED, RoundState.CANCELLED, _group, _("Call off")),
    # A decision is never edited: a new one refers to it.
    Step("correct", RoundState.DECIDED, RoundState.DECIDED, _group, _("Correct the decision")),
)

NOMINATION_STEPS = (
    Step("submit", State.PREPARED, State.SUBMITTED, _nominator, _("Send the nomination")),
    Step("accept", State.SUBMITTED, State.ACCEPTED, _nominee, _("Yes, I accept")),
    Step("decline", State.SUBMITTED, State.DECLINED, _nominee, _("No, I decline")),
    # Until the round is decided, a nominee may change their mind.
    Step("accept_after_all", State.DECLINED, State.ACCEPTED, _nominee, _("Yes, I accept after all")),
    Step("decline_after_all", State.ACCEPTED, State.DECLINED, _nominee, _("No, I decline after all")),
    Step("withdraw_prepared", State.PREPARED, State.WITHDRAWN, _nominator, _("Remove")),
    Step("withdraw_submitted", State.SUBMITTED, State.WITHDRAWN, _nominator, _("Withdraw the nomination")),
    Step("withdraw_accepted", State.ACCEPTED, State.WITHDRAWN, _nominator, _("Withdraw the nomination")),
    Step("choose", State.ACCEPTED, State.SEATED, _group, _("Choose")),
    Step("choose_alternate", State.ACCEPTED, State.ALTERNATE, _group, _("Choose as alternate")),
    # Those who are not chosen, those who never answered, and what was never sent: the round is over for all of them.
    Step("pass_over", State.ACCEPTED, State.NOT_CHOSEN, _group, _("Not chosen")),
    Step("pass_over_unanswered", State.SUBMITTED, State.NOT_CHOSEN, _group, _("Not chosen")),
    Step("pass_over_unsent", State.PREPARED, State.NOT_CHOSEN, _group, _("Not chosen")),
    Step("step_up", State.ALTERNATE, State.SEATED, _nominee, _("Take the vacant seat")),
    # What a decision that corrects another one changes.
    Step("choose_after_all", State.NOT_CHOSEN, State.SEATED, _group, _("Choose after all")),
    Step("choose_alternate_after_all", State.NOT_CHOSEN, State.ALTERNATE, _group, _("Alternate after all")),
    Step("choose_instead", State.ALTERNATE, State.SEATED, _group, _("Choose, not as alternate")),
    Step("choose_alternate_instead", State.SEATED, State.ALTERNATE, _group, _("Alternate instead")),
    Step("unchoose", State.SEATED, State.NOT_CHOSEN, _group, _("Not chosen after all")),
    Step("unchoose_alternate", State.ALTERNATE, State.NOT_CHOSEN, _group, _("Not chosen after all")),
    Step("leave", State.SEATED, State.LEFT, _house, _("Has left")),
    Step("leave_alternate", State.ALTERNATE, State.LEFT, _house, _("Has left")),
)

STEPS = {step.name: step for step in NOMINATION_STEPS}
ROUND = {step.name: step for step in ROUND_STEPS}

OPEN = (State.PREPARED, State.SUBMITTED, State.ACCEPTED, State.DECLINED)  # until the round is decided
LIVING = (
    State.PREPARED,
    State.SUBMITTED,
    State.ACCEPTED,
)  # of these, what a withdrawal of the organisation ends
CHOSEN = (State.SEATED, State.ALTERNATE)
LEAVING = ("leave", "leave_alternate")
UNCHOOSING = ("unchoose", "unchoose_alternate")


def step_from(source: str, *names: str) -> Step | None:
    """The one of the named steps that leads on from `source`; None where none does."""
    return next((STEPS[name] for name in names if STEPS[name].source == source), None)


class Ground(models.TextChoices):
    """By which right somebody nominates."""

    ORGANISATION = "organisation", _("An organisation that has joined or applied")
    CO_OPTED = "co_opted", _("A member of the development group, for a co-opted seat")
    FORUM = "forum", _("A member of the development group, for a forum")
    SUCCESSION = "succession", _("A member of the development group, for the own succession")


class Wants(models.TextChoices):
    """What the nominee stands for."""

    ORDINARY = "ordinary", _("Ordinary")
    ALTERNATE = "alternate", _("Alternate")
    EITHER = "either", _("Either")


class WishKind(models.TextChoices):
    """What a wish about the composition is about; what it says is the region's own."""

    SIDE = "side", _("Side")
    MUNICIPALITY = "municipality", _("Municipality")
    FIELD = "field", _("Field of activity")
    OTHER = "other", _("Something else")


class PlaceKind(models.TextChoices):
    """What somebody was chosen for."""

    ORDINARY = "ordinary", _("Ordinary")
    ALTERNATE = "alternate", _("Alternate")
    CO_OPTED = "co_opted", _("Co-opted")
    FORUM = "forum", _("Representative in the forum")


class WhyNot(models.TextChoices):
    """Why a nomination came to nothing, as whoever nominated reads it."""

    OTHERS = "others", _("Others than %(name)s were chosen this time.")
    BY_ANOTHER = "by_another", _("%(name)s is chosen, by the nomination of somebody else.")
    DID_NOT_COUNT = "did_not_count", _("The nomination of %(name)s did not count. The page says why.")
    NO_ANSWER = "no_answer", _("%(name)s did not answer before the decision.")
    NOT_SENT = "not_sent", _("The nomination of %(name)s was never sent.")
    CORRECTED = "corrected", _("The decision is corrected. %(name)s is not chosen after all.")


class Answer(models.TextChoices):
    """What became of the offer of a vacant seat."""

    OPEN = "", _("Awaiting an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("No answer in time")
    VOID = "void", _("No longer needed")


class TaskKind(models.TextChoices):
    """What a row of work in this room is about."""

    OPENS = "opens", _("Those who can nominate hear of it")
    SEND_SOON = "send_soon", _("A prepared nomination is not sent")
    ANSWER_SOON = "answer_soon", _("The nominee has not answered")
    VACANCIES = "vacancies", _("Look for vacant seats")
    CALL = "call", _("A vacant seat that no alternate takes")
    FORGET = "forget", _("Remove the data of those who were not chosen")
