"""Approve many cases of one meeting at once: say first what will happen to each, then do it, then say what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from membership import services
from membership.admin.decision_forms import DecisionForm, held
from membership.admin.decision_pages import how_long
from membership.admin.outcome_forms import ManyForm
from membership.admin.scope import capacities, open_cases
from membership.exceptions import DecisionNotPossible
from membership.models import Application, ReviewItem
from membership.perhaps_tied import named_in_form
from membership.quorum import Decider
from membership.services.review import EXCEPTION, lacks_reason
from membership.states import Why
from relay.admin_lists import whole_keys

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User
    from membership.services import Report

# As many as one meeting can have; the address that names them stays short enough for every server.
AT_ONCE = 500
NAMED_IN_REPORT = 20


@dataclass
class Planned:
    """One case on the confirm page: whom it would write to, or why it cannot be approved."""

    case: Application
    recipients: list[str]
    reason: str
    without: list[str]  # who sits in the group and has a conflict of interest
    named: list[User]  # who sits in the group and is named in the application: to be asked
    lacks: str  # what those who are ticked do not suffice for

    @property
    def others(self) -> int:
        """How many get the letter besides the first."""
        return max(0, len(self.recipients) - 1)


class BulkApproval(admin.ModelAdmin):
    """The confirm page of a bulk approval, and what it does."""

    def bulk_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.approve_many_view)
        return [path("approve/", self.admin_site.admin_view(view), name="membership_reviewitem_approve_many")]

    def approve_many_view(self, request: HttpRequest) -> HttpResponse:
        """GET says what would happen, POST approves what can be. Cases of other regions, and those that are closed to
        the person, are as if not named.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        keys = whole_keys(request.GET.get("ids", "").split(","))
        if request.method == "POST":
            keys = keys or whole_keys(request.POST.getlist("_selected_action"))
        too_many, keys = len(keys) > AT_ONCE, keys[:AT_ONCE]
        cases = self._named(request, keys)
        decider = Decider(capacities(request))
        form = ManyForm(*((request.POST,) if request.method == "POST" else ()), cases=cases, decider=decider)
        if request.method == "POST" and form.is_valid():
            report = services.approve_applications(
                keys,
                actor=cast("User", request.user),
                held=held(form.cleaned_data),
                capacities=decider.capacities,
                groups=decider.groups,
            )
            if not self._may_be_mended(form, report):
                tell(request, report)
                return HttpResponseRedirect(reverse("admin:membership_reviewitem_changelist"))
        planned = self._plan(cases, decider)
        possible = [each for each in planned if not each.reason]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Approve several cases"),
            "form": form,
            "first": how_long(),
            "possible": possible,
            "impossible": [each for each in planned if each.reason],
            "letters": sum(len(each.recipients) for each in possible),
            "too_many": too_many,
            "at_once": AT_ONCE,
            "several_regions": len({each.case.agreement_id for each in planned}) > 1,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/membership/approve_many.html", context)

    def _named(self, request: HttpRequest, keys: list[int]) -> list[ReviewItem]:
        """The named cases that the person may work with."""
        return list(
            open_cases(request).filter(pk__in=keys).select_related("agreement__region").oldest_first()
        )

    def _may_be_mended(self, form: DecisionForm, report: Report) -> bool:
        """Nothing was approved, and who was there is the reason: the form asks again, or asks why."""
        if report.approved:
            return False
        refusals = (refusal for _case, refusal in report.refused if isinstance(refusal, DecisionNotPossible))
        return any(form.blame(refusal) for refusal in refusals)

    def _plan(self, cases: list[ReviewItem], decider: Decider) -> list[Planned]:
        """What would become of each case, in as many queries for five hundred as for one."""
        prefetch_related_objects(cases, "access__user")
        decider.look_at(cases)
        ticked_off, planned = decider.absent, []
        for case in cases:
            decider.absent = frozenset()  # whoever sits may still be ticked
            reason = str(decider.why_not_offer(case) or (EXCEPTION if lacks_reason(case, "") else ""))
            decider.absent = ticked_off
            holders = decider.group(case).holders
            planned.append(
                Planned(
                    case,
                    case.recipients,
                    reason,
                    without=[holders[user] for user in holders if user in decider.recused(case)],
                    named=named_in_form(case, decider),
                    lacks="" if reason or decider.why(case) != Why.NO_VOICE else str(decider.why_not(case)),
                )
            )
        return planned


def tell(request: HttpRequest, report: Report) -> None:
    """Say what happened to each case: how many are approved, and who is not and why."""
    count = len(report.approved)
    if count:
        sentence = ngettext(
            "%(count)d case was approved. Its document is being made and sent.",
            "%(count)d cases were approved. Their documents are being made and sent.",
            count,
        ) % {"count": count}
        messages.success(
            request, format_html("{} {}", sentence, _linked(report.approved[:NAMED_IN_REPORT], count))
        )
    for case, refusal in report.refused[:NAMED_IN_REPORT]:
        messages.warning(
            request, format_html("{}: {}", _link(case), _("not approved. %(reason)s") % {"reason": refusal})
        )
    unnamed = len(report.refused) - NAMED_IN_REPORT
    if unnamed > 0:
        messages.warning(
            request,
            ngettext(
                "%(count)d more case was not approved.", "%(count)d more cases were not approved.", unnamed
            )
            % {"count": unnamed},
        )
    if not count and not report.refused:
        messages.warning(request, _("No case was chosen. Nothing was approved."))


def _link(case: Application) -> str:
    address = reverse("admin:membership_reviewitem_change", args=[case.pk])
    return format_html('<a href="{}">{} ({})</a>', address, case.name, case.reference)


def _linked(cases: list[Application], count: int) -> str:
    named = format_html_join(", ", "{}", ((_link(case),) for case in cases))
    more = count - len(cases)
    if more <= 0:
        return named
    return format_html("{} {}", named, _("and %(count)d more.") % {"count": more})
