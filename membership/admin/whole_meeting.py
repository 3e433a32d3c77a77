"""What a meeting decided about a whole list, each case on its own (MEM-16): filled in, looked at, written at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agreement.models import Criterion, Meeting
from agreement.states import MeetingState
from membership import services
from membership.admin import queue_columns
from membership.admin.decision_pages import how_long
from membership.admin.meeting_forms import RECORD, ListForm, MeetingForm
from membership.admin.planned import named_cases, plan, tell
from membership.admin.scope import capacities
from membership.at_meetings import awaiting
from membership.exceptions import DecisionNotPossible
from membership.quorum import Decider
from membership.states import Scope
from relay.admin_lists import whole_keys
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User
    from membership.models import ReviewItem
    from membership.services import Report

# Each is a row with fields of its own; what is alike for more of them is approved in one go (bulk.AT_ONCE).
AT_ONCE = 50


class WholeMeeting(admin.ModelAdmin):
    """The page, and the way to it from the queue."""

    def meeting_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.decide_view)
        return [path("decide/", self.admin_site.admin_view(view), name="membership_reviewitem_decide")]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        found = self.get_action("decide_selected")
        return {**actions, found[1]: found} if found else actions

    @admin.action(description=gettext_lazy("What the meeting decided, case by case …"))
    def decide_selected(self, request: HttpRequest, queryset: QuerySet[ReviewItem]) -> HttpResponse:
        """Go to the page. Nothing happens before it is answered, and looked at once more."""
        keys = queryset.order_by("submitted_at", "pk").values_list("pk", flat=True)[: AT_ONCE + 1]
        return HttpResponseRedirect(address_of(keys))

    def decide_view(self, request: HttpRequest) -> HttpResponse:
        """GET asks. POST comes back with what was typed if something is wrong, else shows in one table what will be
        written; only that page's button writes, and what it could not write comes back as it was typed. The cases are
        those of `ids`, or those that a `meeting` can decide. A meeting is one region's, so the cases of others wait for
        a page of their own; what the person may not work with is as if not named.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        meeting = self._meeting(request)
        named = self._cases(request, meeting)
        too_many, named = len(named) > AT_ONCE, named[:AT_ONCE]
        cases = [each for each in named if each.agreement_id == named[0].agreement_id]
        decider = Decider(capacities(request))
        sent = request.POST if request.method == "POST" else None
        form = self._form(sent, cases, decider, meeting)
        template = "admin/membership/decide.html"
        if sent is not None and form.is_valid():
            if RECORD in sent:
                if report := self._record(request, form):
                    if not (kept := form.typed_of(report.refused)):
                        return HttpResponseRedirect(reverse("admin:membership_reviewitem_changelist"))
                    cases = named_cases(request, whole_keys(str(kept["ids"]).split(",")))
                    decider = Decider(capacities(request))
                    form = self._form(kept, cases, decider, meeting)
            elif form.is_possible():
                template = "admin/membership/decide_look.html"
        said = queue_columns.what_is_said(cases, decider.capacities)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("What the meeting decided"),
            "is_confirmed": meeting is not None and meeting.state == MeetingState.CONFIRMED,
            "list": form,
            "form": form.meeting,
            "rows": [
                {"form": row, "said": queue_columns.positions(said.get(row.case.pk))} for row in form.rows
            ],
            "mistakes": list(form.mistakes()),
            "group": next(iter(form.meeting.groups), None),
            "first": how_long(),
            "ids": ",".join(str(case.pk) for case in cases),
            "others": address_of(each.pk for each in named if each not in cases),
            "elsewhere": len(named) - len(cases),
            "too_many": too_many,
            "at_once": AT_ONCE,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, template, context)

    def _meeting(self, request: HttpRequest) -> Meeting | None:
        """The meeting that the address names, if the person handles its region's cases."""
        keys = whole_keys([request.GET.get("meeting", "")])
        rows = Meeting.objects.select_related("body__agreement__region")
        mine = rows.filter(body__agreement__in=capacities(request).agreements)
        return mine.filter(pk__in=keys).first() if keys else None

    def _cases(self, request: HttpRequest, meeting: Meeting | None) -> list[ReviewItem]:
        """The cases of the page, one more than there is room for if there are more. What was sent names its own."""
        typed = request.POST.get("ids") or request.GET.get("ids", "")
        if keys := whole_keys(typed.split(",")):
            return named_cases(request, keys[: AT_ONCE + 1])
        if meeting is None:
            return []
        rows = awaiting(meeting, capacities(request)).select_related("agreement__region")
        return list(rows[: AT_ONCE + 1])

    def _form(
        self, sent: Any, cases: list[ReviewItem], decider: Decider, meeting: Meeting | None
    ) -> ListForm:
        posted = () if sent is None else (sent,)
        initial = {"decided_on": meeting.day} if meeting else {}
        held = MeetingForm(
            *posted, cases=cases, decider=decider, initial=initial
        )  # says on which day they decide
        criteria = Criterion.objects.filter(agreement__in={case.agreement_id for case in cases})
        # What an exception's row says in words.
        prefetch_related_objects([case for case in cases if case.scope == Scope.OTHER], "municipalities")
        return ListForm(sent, meeting=held, planned=plan(cases, decider), criteria=list(criteria))

    def _record(self, request: HttpRequest, form: ListForm) -> Report | None:
        """Record it, and say what became of each case. None if nothing was recorded and the form says why."""
        decider = form.decider
        try:
            report = services.record_meeting(
                {row.case.pk: row.ruling for row in form.decided},
                actor=cast("User", request.user),
                held=form.held,
                capacities=decider.capacities,
                groups=decider.groups,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return None
        if not (report.approved or report.declined) and self._is_blamed(form, report):
            return None
        tell(request, report)
        return report

    def _is_blamed(self, form: ListForm, report: Report) -> bool:
        refusals = (refusal for _case, refusal in report.refused if isinstance(refusal, DecisionNotPossible))
        return any(form.meeting.blame(refusal) for refusal in refusals)


def address_of(keys: Any) -> str:
    """The page about these cases."""
    address = reverse("admin:membership_reviewitem_decide")
    return f"{address}?{urlencode({'ids': ','.join(map(str, keys))})}"
