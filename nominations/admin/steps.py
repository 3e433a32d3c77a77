"""The confirm page of each step of a round: what it will do, what it asks for, which service it calls."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.admin.confirming import StaffForm, StepPage, Words
from nominations.services import cancel_round, publish_round, take_down_round
from nominations.states import ROUND

if TYPE_CHECKING:
    from accounts.models import User
    from nominations.models import NominationRound


class ReasonForm(StaffForm):
    """Why a round is called off."""

    reason = Words(
        gettext_lazy("Why is it called off?"),
        max_length=1000,
        help_text=gettext_lazy("Stands on the public page, and in the letters."),
        ask=gettext_lazy("Please say why."),
    )


class RoundStepPage(StepPage):
    """The confirm page of a step of a round. The table of steps says when it is possible."""

    form_class: type[StaffForm] = StaffForm

    def is_now(self, row: NominationRound) -> bool:
        return row.state == ROUND[self.step].source

    @abstractmethod
    def act(self, row: NominationRound, user: User, data: dict[str, Any]) -> str:
        """Do it through its service; returns what to tell. Lets Refusal through."""


class Publish(RoundStepPage):
    step = slug = "publish"
    title = gettext_lazy("Publish the round")
    button = gettext_lazy("Publish")

    def consequences(self, row: NominationRound) -> list[str]:
        return [
            _("Everybody can read about the round at once."),
            _("Organisations can prepare nominations, and send them from %(first)s to %(last)s.")
            % {"first": date_format(row.opens_on, "j F Y"), "last": date_format(row.closes_on, "j F Y")},
            _("What is sought, the first day and the wishes are not changed afterwards."),
        ]

    def act(self, row: NominationRound, user: User, data: dict[str, Any]) -> str:
        publish_round(row, user=user)
        return _("Published. Everybody can read it now.")


class TakeDown(RoundStepPage):
    step = "take_down"
    slug = "take-down"
    title = gettext_lazy("Take the round down")
    button = gettext_lazy("Take down")

    def consequences(self, row: NominationRound) -> list[str]:
        return [
            _("The round is a draft again, and the public does not see it."),
            _("That is possible only as long as nobody has prepared a nomination."),
        ]

    def act(self, row: NominationRound, user: User, data: dict[str, Any]) -> str:
        take_down_round(row, user=user)
        return _("Taken down. It is a draft again.")


class Cancel(RoundStepPage):
    step = slug = "cancel"
    title = gettext_lazy("Call the round off")
    button = gettext_lazy("Call off – nobody is chosen")
    danger = True
    form_class = ReasonForm

    def consequences(self, row: NominationRound) -> list[str]:
        return [
            _("Nobody is chosen. The page of the round says why."),
            _("Everybody who was asked, and those who nominated them, get a letter with the reason."),
            _("What was written about the nominees is removed after %(days)s days.")
            % {"days": row.keep_days},
        ]

    def act(self, row: NominationRound, user: User, data: dict[str, Any]) -> str:
        cancel_round(row, user=user, reason=data["reason"])
        return _("The round is called off.")


PAGES: list[RoundStepPage] = [Publish(), TakeDown(), Cancel()]
