"""nominations › Rounds: made by the secretariat, published and decided by the leadership group's people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.pages import posted
from agreement.admin import InRegion
from agreement.admin.own import OneAgreementForm, RecordAdmin, RecordInline
from agreement.offices import offices_of
from nominations.admin.compare import Comparison, DecideForm, compared
from nominations.admin.correct import CorrectForm
from nominations.admin.steps import PAGES
from nominations.models import Forum, NominationRound, Wish
from nominations.permissions import is_tied, staff_of
from nominations.services import TIED, Record, correct_decision, decide_round
from nominations.states import RoundState
from relay.admin_lists import LARGEST_KEY, tag
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

    from accounts.models import User
    from nominations.admin.steps import RoundStepPage

TONES = {
    RoundState.DRAFT: "neutral",
    RoundState.PUBLISHED: "progress",
    RoundState.DECIDED: "success",
    RoundState.CANCELLED: "neutral",
}
# What may still change when the round is published: words, and later last days.
STILL = (
    *("title", "about", "compensation", "how_chosen"),
    *("closes_on", "member_by", "seats_sought", "alternates_sought", "for_young"),
)


class RoundForm(OneAgreementForm):
    """A round as staff write it."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        body, forum = (data.get(name, getattr(self.instance, name)) for name in ("body", "forum"))
        if bool(body) == bool(forum) and "body" in self.fields:
            self.add_error("body", _("Choose a group or a forum, not both."))
        agreement = data.get("agreement") or getattr(self.instance, "agreement", None)
        for name in ("body", "forum"):
            chosen = data.get(name)
            if chosen and agreement and chosen.agreement_id != agreement.pk:
                self.add_error(name, _("This belongs to another agreement."))
        opens = data.get("opens_on", self.instance.opens_on)
        closes = data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day is before the first."))
        self._only_later(data)
        if closes and not data.get("member_by") and "member_by" in self.fields:
            data["member_by"] = self.instance.member_by = closes
        first, last = data.get("term_from_on"), data.get("term_to_on")
        if first and last and last < first:
            self.add_error("term_to_on", _("The last day is before the first."))
        return data

    def _only_later(self, data: dict[str, Any]) -> None:
        """What was sent in time stays in time: once the round is published its last days only move onwards."""
        if self.instance.pk is None or self.instance.state == RoundState.DRAFT:
            return
        for name in ("closes_on", "member_by"):
            day, before = data.get(name), self.initial.get(name)
            if day and before and day < before:
                self.add_error(name, _("The round is published. The day can only be moved to a later one."))


class WishInline(RecordInline):
    """Wishes, as the region words them. Once the round is published they stay, for nominations refer to them."""

    model = Wish
    fields = (("kind", "text"), ("side", "municipality", "field"), ("at_least", "order"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_delete_permission(request, obj)

    def _is_draft(self, obj: Any) -> bool:
        return obj is None or obj.state == RoundState.DRAFT


@admin.register(NominationRound)
class NominationRoundAdmin(RecordAdmin):
    """Rounds of the person's regions; a decided one is only read."""

    form = RoundForm
    inlines = (WishInline,)
    change_form_template = "admin/nominations/round_change.html"
    list_display = ("title", "target_name", "days", "standing")
    list_filter = (InRegion, "state")
    list_select_related = ("body", "forum", "agreement__region")
    search_fields = ("title",)
    fieldsets = (
        (None, {"fields": ("agreement", "address", "title", "about")}),
        (
            _("What is sought"),
            {
                "fields": (
                    ("body", "forum"),
                    "co_opted",
                    ("seats_sought", "alternates_sought"),
                    ("theme", "for_young"),
                )
            },
        ),
        (_("Days"), {"fields": (("opens_on", "closes_on"), "member_by", ("term_from_on", "term_to_on"))}),
        (_("Terms"), {"fields": ("compensation", "how_chosen", ("answer_days", "keep_days"))}),
    )
    only_when_new: ClassVar[dict[str, str]] = {"agreement": "of_agreement"}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None or obj.state == RoundState.DRAFT:
            return fields
        names = {
            name
            for _title, options in self.fieldsets or ()
            for row in options["fields"]
            for name in ([row] if isinstance(row, str) else row)
        }
        return (*fields, *(names - set(STILL) - {"agreement", "address"}))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.state in (RoundState.DECIDED, RoundState.CANCELLED):
            return False
        return super().has_change_permission(request, obj)

    def why_it_stays(self, row: Any) -> str:
        if row.state != RoundState.DRAFT:
            return gettext("Only a draft is removed. Call the round off instead.")
        return gettext("Other records rest on this one. It stays.") if row.nominations.exists() else ""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Forum:
            mine = offices_of(request)
            forums = Forum.objects.all()
            kwargs["queryset"] = forums if mine.everywhere else forums.filter(agreement__region__in=mine.kept)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # --- The page of one round -----------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        extra: dict[str, Any] = extra_context or {}
        if row is not None and self.has_view_permission(request, row):
            extra |= {
                "state": tag(row.get_state_display(), TONES[RoundState(row.state)]),
                "moves": self._moves(request, row),
                "compare_url": self._url("nominations", row),
                "correct_url": self._url("correct", row) if self._may_correct(request, row) else "",
                "count": row.nominations.for_group().count(),
            }
        return super().change_view(request, object_id, form_url, extra)

    def _moves(self, request: HttpRequest, row: NominationRound) -> list[dict[str, Any]]:
        if not staff_of(request.user, row):
            return []
        return [{"page": page, "url": self._url(page.slug, row)} for page in PAGES if page.is_now(row)]

    def _may_correct(self, request: HttpRequest, row: NominationRound) -> bool:
        return row.state == RoundState.DECIDED and bool(staff_of(request.user, row))

    def _url(self, name: str, row: NominationRound) -> str:
        named = name.replace("-", "_")
        return reverse(f"admin:nominations_nominationround_{named}", args=[row.pk])

    # --- Pages of its own ----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "nominations_nominationround"
        own = [
            path("<int:pk>/nominations/", wrap(self.compare_view), name=f"{name}_nominations"),
            path("<int:pk>/decide/", wrap(self.decide_view), name=f"{name}_decide"),
            path("<int:pk>/correct/", wrap(self.correct_view), name=f"{name}_correct"),
            *(
                path(
                    f"<int:pk>/{page.slug}/",
                    wrap(self.step_view),
                    {"page": page},
                    name=f"{name}_{page.slug.replace('-', '_')}",
                )
                for page in PAGES
            ),
        ]
        return [*own, *super().get_urls()]

    def _found(self, request: HttpRequest, pk: int) -> NominationRound:
        """The round, to those who handle it. What belongs to another region does not exist (404)."""
        rows = self.get_queryset(request).select_related("agreement__region", "body__agreement", "forum")
        row = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if row is None:
            raise Http404
        if not staff_of(request.user, row):
            raise PermissionDenied
        return row  # type: ignore[no-any-return]

    def _closed(self, request: HttpRequest, row: NominationRound) -> HttpResponse | None:
        """Back, for whoever has a stake in the round: the nominations are closed to them (MEM-45)."""
        if not is_tied(cast("User", request.user), row):
            return None
        messages.warning(request, str(TIED))
        return HttpResponseRedirect(reverse("admin:nominations_nominationround_change", args=[row.pk]))

    def _page(self, request: HttpRequest, row: NominationRound, title: Any, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "round": row,
            "state": tag(row.get_state_display(), TONES[RoundState(row.state)]),
            "list_url": reverse("admin:nominations_nominationround_changelist"),
            "round_url": reverse("admin:nominations_nominationround_change", args=[row.pk]),
            "compare_url": self._url("nominations", row),
            **more,
        }

    def step_view(self, request: HttpRequest, pk: int, page: RoundStepPage) -> HttpResponse:
        """The confirm page of a step: what it does, a form if there is something to say, one button."""
        row, user = self._found(request, pk), cast("User", request.user)
        back = reverse("admin:nominations_nominationround_change", args=[row.pk])
        if not page.is_now(row):
            messages.warning(request, gettext("That step cannot be taken now."))
            return HttpResponseRedirect(back)
        form = page.form_class(*posted(request))
        if request.method == "POST" and form.is_valid():
            try:
                messages.success(request, page.act(row, user, form.cleaned_data))
            except Refusal as refusal:
                messages.error(request, str(refusal))
            return HttpResponseRedirect(back)
        context = self._page(request, row, page.title, page=page, form=form)
        context["consequences"] = page.consequences(row)
        return render(request, "admin/nominations/step.html", context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All nominations side by side; ticking tries out a composition. A GET: nothing is written."""
        row = self._found(request, pk)
        if closed := self._closed(request, row):
            return closed
        compared_ = compared(row, request.GET)
        context = self._page(
            request,
            row,
            gettext("Nominations side by side"),
            compared=compared_,
            decide_url=self._url("decide", row),
            correct_url=self._url("correct", row) if self._may_correct(request, row) else "",
            decisions=list(row.decisions.select_related("recorded_by")),
            may_decide=row.state == RoundState.PUBLISHED and row.window.is_settled(timezone.now()),
            settled_on=max(row.closes_on, row.member_by),
        )
        return render(request, "admin/nominations/compare.html", context)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The decision: those who are ticked, the meeting's day and paragraph, and what it will do."""
        row = self._found(request, pk)
        if closed := self._closed(request, row):
            return closed
        sent = request.POST if request.method == "POST" else request.GET
        compared_ = compared(row, sent)
        if row.state != RoundState.PUBLISHED or not compared_.picks or compared_.lost:
            messages.warning(request, _why_back(row, compared_))
            return HttpResponseRedirect(f"{self._url('nominations', row)}?{compared_.query}")
        form = DecideForm(*posted(request), round_=row, trial=compared_.trial)
        if request.method == "POST" and form.is_valid():
            data = {name: value for name, value in form.cleaned_data.items() if value is not None}
            try:
                decide_round(
                    row, user=cast("User", request.user), picks=compared_.picks, record=Record(**data)
                )
            except Refusal as refusal:
                row.refresh_from_db()
                if row.state != RoundState.PUBLISHED:
                    messages.error(request, str(refusal))
                    return HttpResponseRedirect(self._url("nominations", row))
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, gettext("Decided. Those who are chosen are seated, and letters go out.")
                )
                return HttpResponseRedirect(self._url("nominations", row))
        context = self._page(request, row, gettext("Decide the round"), compared=compared_, form=form)
        context["consequences"] = _consequences(row, compared_)
        context["back_url"] = f"{context['compare_url']}?{compared_.query}"
        return render(request, "admin/nominations/decide.html", context)

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new decision that corrects the one that counts: who is chosen, the facts, and why."""
        row = self._found(request, pk)
        if closed := self._closed(request, row):
            return closed
        back = self._url("nominations", row)
        if row.state != RoundState.DECIDED:
            messages.warning(request, gettext("That step cannot be taken now."))
            return HttpResponseRedirect(back)
        form = CorrectForm(*posted(request), round_=row)
        if request.method == "POST" and form.is_valid():
            try:
                correct_decision(
                    row,
                    of=form.corrected,
                    user=cast("User", request.user),
                    picks=form.picks,
                    record=form.record,
                    why=form.cleaned_data["why"],
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, gettext("The decision is corrected. Seats follow it, and letters go out.")
                )
                return HttpResponseRedirect(back)
        context = self._page(request, row, gettext("Correct the decision"), form=form)
        return render(request, "admin/nominations/correct.html", context)

    # --- Columns -------------------------------------------------------------------------------------

    @admin.display(description=_("for"))
    def target_name(self, row: NominationRound) -> str:
        return str(row.target)

    @admin.display(description=_("days"), ordering="closes_on")
    def days(self, row: NominationRound) -> str:
        return f"{date_format(row.opens_on, 'Y-m-d')} – {date_format(row.closes_on, 'Y-m-d')}"

    @admin.display(description=_("state"), ordering="state")
    def standing(self, row: NominationRound) -> SafeString:
        return tag(row.get_state_display(), TONES[RoundState(row.state)])


def _why_back(row: NominationRound, compared_: Comparison) -> str:
    if row.state != RoundState.PUBLISHED:
        return gettext("The round is decided or called off.")
    if compared_.lost:
        return gettext("Cannot be chosen any more: %(names)s. Nothing is decided. Look once more.") % {
            "names": ", ".join(compared_.lost)
        }
    return gettext("Tick those who are chosen first.")


def _consequences(row: NominationRound, compared_: Comparison) -> list[str]:
    told = [
        gettext("Those who are chosen get their seats for the term, and stand on the group's public page.")
        if row.body
        else gettext("Those who are chosen stand as representatives in the forum."),
        gettext("They get a letter each, and so do those who nominated them."),
        gettext("Everybody else is thanked by letter. After %(days)s days nothing personal is left of them.")
        % {"days": row.keep_days},
        gettext("The decision is recorded for good. A mistake is corrected by a new decision."),
    ]
    if compared_.alternates and row.body:
        told.insert(
            2, gettext("If a seat falls vacant, the alternates are asked in the order you have given them.")
        )
    return told
