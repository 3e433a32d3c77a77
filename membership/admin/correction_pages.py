"""After the decision: take it back while its letters wait, or correct it by a new one that refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from membership import services
from membership.admin.forms import StaffForm
from membership.admin.pages import CasePage, Part, add_part, in_words, register
from membership.services.corrections import TAKE_BACK, TOO_LATE
from membership.states import STEPS, Status

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from membership.admin.case import Case


class WhyForm(StaffForm):
    """Why the decision is taken back: for the record, nobody outside reads it."""

    note = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For the case's diary. It is not sent to the organisation."),
        error_messages={"required": gettext_lazy("Say in a few words why.")},
    )


class TakeBack(CasePage):
    """While the letters wait: nobody outside has heard of the decision, so it can be undone as if not told."""

    steps = frozenset(TAKE_BACK.values())
    slug = "take-back"
    rank = 5
    title = gettext_lazy("Take the decision back")
    button = gettext_lazy("Take the decision back")
    form_class = WhyForm
    danger = True

    def is_for(self, case: Case) -> bool:
        # A case that has moved on meanwhile leads back to its page, with a word of why.
        name = TAKE_BACK.get(Status(case.application.status), TAKE_BACK[Status.APPROVED])
        return case.capacities.may_take(case.application, STEPS[name])

    def is_now(self, case: Case) -> bool:
        return services.waits(case.application)

    def too_late(self, case: Case) -> str:
        return str(TOO_LATE) if case.application.status in TAKE_BACK else super().too_late(case)

    def consequences(self, case: Case) -> list[str]:
        until = services.waits_until(case.application)
        return [
            *([time_left(until)] if until else []),
            _("The letters and the document that wait are called off. Nobody outside hears of the decision."),
            _("The case awaits a decision again, and the group can decide anew."),
            _("The record keeps both: what was decided, and that it was taken back."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.take_back(case.application, actor=user, note=data["note"])
        return _("The decision is taken back. Nothing was sent, and the case awaits a decision again.")


def time_left(until: dt.datetime) -> str:
    """How long there is, and until which time of day."""
    seconds = max(1, int((until - timezone.now()).total_seconds()))
    if seconds < 120:
        left = ngettext("%(count)d second left", "%(count)d seconds left", seconds) % {"count": seconds}
    else:
        minutes = seconds // 60
        left = ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}
    clock = date_format(timezone.localtime(until), "H:i:s")
    return _("You can take the decision back until %(clock)s: %(left)s.") % {"clock": clock, "left": left}


def hold(case: Case) -> dict[str, str] | None:
    """What the case page says while the letters wait."""
    until = services.waits_until(case.application)
    if until is None:
        return None
    return {"left": time_left(until), "to": in_words(case.recipients)}


add_part(Part("admin/membership/_hold.html", hold, place="side", rank=1))
register(TakeBack())
