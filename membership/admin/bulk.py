"""Approve many cases of one meeting at once: say first what will happen to each, then do it, then say what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from membership import services
from membership.admin.decision_forms import DecisionForm, held
from membership.admin.decision_pages import how_long
from membership.admin.outcome_forms import ManyForm
from membership.admin.planned import named_cases, plan, tell
from membership.admin.scope import capacities
from membership.admin.whole_meeting import WholeMeeting
from membership.exceptions import DecisionNotPossible
from membership.quorum import Decider
from membership.services.review import EXCEPTION, lacks_reason
from membership.states import Status
from relay.admin_lists import whole_keys

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User
    from membership.admin.planned import Planned
    from membership.models import ReviewItem
    from membership.services import Report

# As many as one meeting can have; the address that names them stays short enough for every server.
AT_ONCE = 500


class BulkApproval(WholeMeeting):
    """The confirm page of a bulk approval, and what it does; and beside it the page for outcomes that differ."""

    def bulk_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.approve_many_view)
        return [
            path("approve/", self.admin_site.admin_view(view), name="membership_reviewitem_approve_many"),
            *self.meeting_urls(),
        ]

    def approve_many_view(self, request: HttpRequest) -> HttpResponse:
        """GET says what would happen, POST approves what its page said would be. Where a case that the page left out
        can be approved now, on another day or with its supplement, the list comes back once more before anything is
        written. Cases of other regions, and those that are closed to the person, are as if not named.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        keys = whole_keys(request.GET.get("ids", "").split(","))
        if request.method == "POST":
            keys = keys or whole_keys(request.POST.getlist("_selected_action"))
        too_many, keys = len(keys) > AT_ONCE, keys[:AT_ONCE]
        cases = named_cases(request, keys)
        decider = Decider(capacities(request))
        form = ManyForm(*((request.POST,) if request.method == "POST" else ()), cases=cases, decider=decider)
        shown = self._shown(request, keys)
        if request.method == "POST" and form.is_valid() and not self._is_more(form, cases, shown):
            report = services.approve_applications(
                shown,
                actor=cast("User", request.user),
                held=held(form.cleaned_data),
                capacities=decider.capacities,
                groups=decider.groups,
            )
            if not self._may_be_mended(form, report):
                tell(request, report)
                return HttpResponseRedirect(reverse("admin:membership_reviewitem_changelist"))
        planned = alike(cases, decider)
        awaiting = [each.case for each in planned if each.case.status == Status.SUBMITTED]
        possible = [each for each in planned if not each.reason]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Approve several cases"),
            "form": form,
            "first": how_long(),
            "possible": possible,
            "impossible": [each for each in planned if each.reason],
            "by_case": bool(awaiting),
            # Another day may do for them, so the form has a place to write it.
            "another_day": any(not lacks_reason(case, "") for case in awaiting),
            "shown": ",".join(str(each.case.pk) for each in possible),
            "ids": ",".join(str(case.pk) for case in cases),
            "letters": sum(len(each.recipients) for each in possible),
            "too_many": too_many,
            "at_once": AT_ONCE,
            "several_regions": len({each.case.agreement_id for each in planned}) > 1,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/membership/approve_many.html", context)

    def _shown(self, request: HttpRequest, keys: list[int]) -> list[int]:
        """What the page said would be approved. Where no page was looked at, all that is named."""
        if "shown" not in request.POST:
            return keys
        said = set(whole_keys(request.POST["shown"].split(",")))
        return [key for key in keys if key in said]

    def _is_more(self, form: DecisionForm, cases: list[ReviewItem], shown: list[int]) -> bool:
        """Whether something that the page left out can be approved now; the form says so."""
        said = set(shown)
        left_out = [case for case in cases if case.pk not in said]
        possible = sum(not each.reason for each in alike(left_out, form.decider)) if left_out else 0
        if possible:
            sentence = ngettext(
                "%(count)d case that was left out can be approved now. Look through the list, and press the button "
                "again.",
                "%(count)d cases that were left out can be approved now. Look through the list, and press the button "
                "again.",
                possible,
            )
            form.add_error(None, sentence % {"count": possible})
        return bool(possible)

    def _may_be_mended(self, form: DecisionForm, report: Report) -> bool:
        """Nothing was approved, and who was there is the reason: the form asks again, or asks why."""
        if report.approved:
            return False
        refusals = (refusal for _case, refusal in report.refused if isinstance(refusal, DecisionNotPossible))
        return any(form.blame(refusal) for refusal in refusals)


def alike(cases: list[ReviewItem], decider: Decider) -> list[Planned]:
    """What would become of each case if all were approved; an exception is none of them (MEM-04)."""
    planned = plan(cases, decider)
    for each in planned:
        if not each.reason and lacks_reason(each.case, ""):
            each.reason = str(EXCEPTION)
    return planned
