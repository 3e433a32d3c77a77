"""What the pages that decide many cases share: what would become of each case, and afterwards what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from membership.admin.scope import open_cases
from membership.perhaps_tied import named_in_form
from membership.states import Scope, Why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from accounts.models import User
    from membership.models import Application, ReviewItem
    from membership.quorum import Decider
    from membership.services import Report

NAMED_IN_REPORT = 20


@dataclass
class Planned:
    """One case on the page: whom it would write to, or why it cannot be decided."""

    case: Application
    recipients: list[str]
    reason: str
    without: list[str]  # who sits in the group and has a conflict of interest
    named: list[User]  # who decides or records, and is named in the application: to be asked
    lacks: str  # what those who are ticked do not suffice for

    @property
    def others(self) -> int:
        """How many get the letter besides the first."""
        return max(0, len(self.recipients) - 1)

    @property
    def asks_exception(self) -> bool:
        return self.case.scope == Scope.OTHER


def named_cases(request: HttpRequest, keys: Iterable[int]) -> list[ReviewItem]:
    """The named cases that the person may work with, the oldest first."""
    return list(open_cases(request).filter(pk__in=keys).select_related("agreement__region").oldest_first())


def plan(cases: list[ReviewItem], decider: Decider) -> list[Planned]:
    """What would become of each case, in as many queries for five hundred as for one."""
    user = cast("User", decider.capacities.user)
    prefetch_related_objects(cases, "access__user")
    decider.look_at(cases)
    ticked_off, planned = decider.absent, []
    for case in cases:
        decider.absent = frozenset()  # whoever sits may still be ticked
        reason = str(decider.why_not_offer(case))
        decider.absent = ticked_off
        holders = decider.group(case).holders
        planned.append(
            Planned(
                case,
                case.recipients,
                reason,
                without=[holders[user] for user in holders if user in decider.recused(case)],
                named=named_in_form(case, user, decider),
                lacks="" if reason or decider.why(case) != Why.NO_VOICE else str(decider.why_not(case)),
            )
        )
    return planned


def tell(request: HttpRequest, report: Report) -> None:
    """Say what happened to each case: how many are approved and declined, and which are neither and why."""
    for cases, sentence in (
        (
            report.approved,
            ngettext(
                "%(count)d case was approved. Its document leaves when that can no longer be taken back.",
                "%(count)d cases were approved. Their documents leave when that can no longer be taken back.",
                len(report.approved),
            ),
        ),
        (
            report.declined,
            ngettext(
                "%(count)d case was declined. The reasons leave when that can no longer be taken back.",
                "%(count)d cases were declined. The reasons leave when that can no longer be taken back.",
                len(report.declined),
            ),
        ),
    ):
        if cases:
            told = format_html("{} {}", sentence % {"count": len(cases)}, _linked(cases))
            messages.success(request, told)
    for case, refusal in report.refused[:NAMED_IN_REPORT]:
        sentence = _("not decided. %(reason)s") % {"reason": refusal}
        messages.warning(request, format_html("{}: {}", _link(case), sentence))
    unnamed = len(report.refused) - NAMED_IN_REPORT
    if unnamed > 0:
        sentence = ngettext(
            "%(count)d more case was not decided.", "%(count)d more cases were not decided.", unnamed
        )
        messages.warning(request, sentence % {"count": unnamed})
    if not (report.approved or report.declined or report.refused):
        messages.warning(request, _("No case was chosen. Nothing was decided."))


def _link(case: Application) -> str:
    address = reverse("admin:membership_reviewitem_change", args=[case.pk])
    return format_html('<a href="{}">{} ({})</a>', address, case.name, case.reference)


def _linked(cases: list[Application]) -> str:
    """The first of them by name, each the way to its case, and how many more there are."""
    first = cases[:NAMED_IN_REPORT]
    named = format_html_join(", ", "{}", ((_link(case),) for case in first))
    more = len(cases) - len(first)
    if more <= 0:
        return named
    return format_html("{} {}", named, _("and %(count)d more.") % {"count": more})
