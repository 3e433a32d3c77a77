"""Approve many cases of one meeting at once: say first what will happen to each, then do it, then say what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from membership import services
from membership.admin.forms import DecisionForm, held
from membership.models import Application, ReviewItem
from membership.quorum import Decider
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
        """GET says what would happen, POST approves what can be. Cases of other regions are as if not named."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        keys = whole_keys(request.GET.get("ids", "").split(","))
        if request.method == "POST":
            keys = keys or whole_keys(request.POST.getlist("_selected_action"))
        too_many, keys = len(keys) > AT_ONCE, keys[:AT_ONCE]
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            report = services.approve_applications(
                keys, actor=cast("User", request.user), held=held(form.cleaned_data)
            )
            tell(request, report)
            return HttpResponseRedirect(reverse("admin:membership_reviewitem_changelist"))
        planned = self._plan(request, keys, form)
        possible = [each for each in planned if not each.reason]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Approve several cases"),
            "form": form,
            "possible": possible,
            "impossible": [each for each in planned if each.reason],
            "letters": sum(len(each.recipients) for each in possible),
            "too_many": too_many,
            "at_once": AT_ONCE,
            "several_regions": len({each.case.agreement_id for each in planned}) > 1,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/membership/approve_many.html", context)

    def _plan(self, request: HttpRequest, keys: list[int], form: DecisionForm) -> list[Planned]:
        """The named cases that the person may see, in as many queries for five hundred as for one."""
        day: Any = form.cleaned_data.get("decided_on") if form.is_bound else None
        decider = Decider(cast("User", request.user), day)
        cases = (
            ReviewItem.objects.for_staff(request.user)
            .filter(pk__in=keys)
            .select_related("agreement__region")
            .prefetch_related("access__user")
            .oldest_first()
        )
        rows = list(cases)
        decider.look_at(rows)
        return [Planned(case, case.recipients, str(decider.why_not(case))) for case in rows]


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
