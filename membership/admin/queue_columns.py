"""What a row of the queue says besides the case itself: checks, positions, supplements. For a whole page at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreement.states import SeatKind
from membership.admin import columns
from membership.admin.group import OPINION_TONES
from membership.models import SupplementRequest
from membership.quorum import Decider
from membership.states import OPEN, Opinion, Outcome, Status
from relay.admin_lists import tag

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from membership.admin.columns import NumberCheck
    from membership.models import Application
    from membership.permissions import Capacities


@dataclass(frozen=True)
class WhatIsSaid:
    """The positions in an open case: the person's own, if they record one; how many ordinary members have spoken."""

    sits: bool
    mine: Opinion | None
    said: int
    of: int
    outcome: Outcome | None
    until: dt.date | None  # the last day on which those who have said nothing are waited for


def what_is_said(cases: Sequence[Application], person: Capacities) -> dict[int, WhatIsSaid]:
    """For each open case; as many queries as for one."""
    decider, found = Decider(person), {}
    waiting = [case for case in cases if case.status in OPEN]
    decider.look_at_groups(waiting)
    decider.look_at(waiting)
    decider.look_at_positions(waiting)
    sitting: dict[int, set[int]] = {}
    for case in waiting:
        recused, positions = decider.recused(case), decider.positions(case)
        if case.agreement_id not in sitting:
            sitting[case.agreement_id] = {
                each.holder
                for each in decider.group(case).sittings
                if each.holding and each.seat.kind == SeatKind.ORDINARY
            }
        ordinary = sitting[case.agreement_id] - recused
        heard = len(ordinary & set(positions))
        found[case.pk] = WhatIsSaid(
            sits=person.leads(case),
            mine=positions.get(person.user.pk or 0),
            said=heard,
            of=len(ordinary),
            outcome=decider.outcome(case) if positions else None,
            until=decider.waits_until(case) if positions and heard < len(ordinary) else None,
        )
    return found


def positions(said: WhatIsSaid | None) -> SafeString | str:
    """The person's own position, how many have spoken, and whether that is enough."""
    return positions_in(get_language(), said) if said else "–"


@lru_cache(maxsize=1000)  # few combinations in many rows
def positions_in(_language: str, said: WhatIsSaid) -> SafeString:
    """What the cell says in a language, kept for the next row that says the same."""
    lines: list[Any] = []
    if said.sits and said.mine:
        lines.append(tag(_("I: %(opinion)s") % {"opinion": said.mine.label}, OPINION_TONES[said.mine]))
    elif said.sits:
        lines.append(tag(_("Mine is missing"), "warning"))
    if said.outcome:
        enough = _("Most are for") if said.outcome == Outcome.APPROVED else _("Most are against")
        lines.append(tag(enough, "progress"))
    if said.until:
        day = date_format(said.until, "Y-m-d")
        lines.append(tag(_("Waits for everybody until %(day)s") % {"day": day}, "neutral"))
    count = _("%(said)d of %(all)d have said something") % {"said": said.said, "all": said.of}
    lines.append(format_html('<span class="quiet">{}</span>', count))
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def newest_supplements(cases: Sequence[Application]) -> dict[int, SupplementRequest]:
    """The newest request of each open case that has one, in one query."""
    waiting = [case.pk for case in cases if case.status in OPEN]
    rows = SupplementRequest.objects.filter(application__in=waiting).order_by("pk")
    return {request.application_id: request for request in rows}


def status_and_supplement(case: Application, request: SupplementRequest | None) -> SafeString:
    """Where the case stands; what a supplement is waited for, and whether one has come."""
    lines: list[Any] = [columns.status_tag(case)]
    if request is not None and case.status == Status.SUPPLEMENT and request.is_open:
        day = date_format(request.answer_by, "Y-m-d")
        if request.answer_by < timezone.localdate():
            lines.append(tag(_("Late since %(day)s") % {"day": day}, "danger"))
        else:
            lines.append(format_html('<span class="quiet">{}</span>', _("by %(day)s") % {"day": day}))
    elif request is not None and request.answered_at:
        lines.append(tag(_("Supplement has come"), "progress"))
    elif request is not None:
        lines.append(tag(_("Without the supplement"), "warning"))
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def checks(number: NumberCheck, alike: Sequence[Application]) -> SafeString:
    """What the number tells, and a warning where another case may be the same organisation's."""
    lines: list[Any] = [tag(label, tone) for label, tone in number.findings]
    if alike:
        link = format_html('<a href="{}">{}</a>', columns.case_address(alike[0].pk), alike[0].reference)
        lines.append(format_html("{} {}", tag(_("Perhaps the same as"), "warning"), link))
    return format_html_join("", "<div>{}</div>", ((line,) for line in lines))
