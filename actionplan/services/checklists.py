"""What can be done with a party's checklist: say that a point is done, and how that can be seen; take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actionplan.models import PartyPoint
from actionplan.permissions import speaks_for
from actionplan.states import OF_POINT
from actionplan.steps import step_point
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from actionplan.models import ChecklistPoint
    from agreement.models import Party


def report_point(
    point: ChecklistPoint, party: Party, *, by: User, done_on: dt.date, evidence: str = "", url: str = ""
) -> PartyPoint:
    """Say that the party has done the point, on which day (a Swedish date), and how that can be seen (PLAN-17).

    Refuses StepNotAllowed: somebody else's party, a point that is not asked, a day to come, nothing to see, a point
    that is done, so also the second time; AlreadyMoved when somebody says so in the same moment.
    """
    if not speaks_for(by, party) or point.agreement_id != party.agreement_id:
        raise StepNotAllowed(_("Only those who speak for the party say what it has done."))
    if not point.is_asked:
        raise StepNotAllowed(_("That is not asked any more."))
    if done_on > timezone.localdate():
        raise StepNotAllowed(_("That day has not come yet."))
    evidence, url = evidence.strip(), url.strip()
    if not evidence and not url:
        raise StepNotAllowed(_("Say how it can be seen: in words or by a link."))
    answer, _made = PartyPoint.objects.get_or_create(point=point, party=party)
    facts: dict[str, Any] = {"done_on": done_on, "evidence": evidence, "url": url, "words": point.text}
    note = " ".join(filter(None, (f"{done_on:%Y-%m-%d}", evidence, url)))
    step_point(answer, OF_POINT["report"], actor=by, note=note, **facts)
    return answer


def undo_point(answer: PartyPoint, *, by: User, note: str) -> PartyPoint:
    """Say that the point is not done after all, and why; the diary keeps what was said. Refuses as `report_point`."""
    if not speaks_for(by, answer.party):
        raise StepNotAllowed(_("Only those who speak for the party say what it has done."))
    nothing: dict[str, Any] = {"done_on": None, "evidence": "", "url": "", "words": ""}
    step_point(answer, OF_POINT["undo"], actor=by, note=note.strip(), **nothing)
    return answer
