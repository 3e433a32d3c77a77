"""Bodies and seats in the admin: who sits, who is given a seat, who leaves it, and which composition is confirmed.

The pages are the same for everybody who may come; what each may do is asked of `agreement.permissions`, and done by
`agreement.seating`. No form here holds a row of who sits: a seat is filled and emptied on pages of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.pages import posted, require_form
from agreement import seating
from agreement.admin.common import InRegion, person_for
from agreement.admin.seat_forms import CallOffForm, ConfirmForm, EndForm, FillForm, SeatForm
from agreement.admin_scope import RegionScopedAdmin
from agreement.models import Body, Seat, SeatHolding
from agreement.offices import offices_of
from agreement.permissions import is_partys, may_confirm, may_fill
from agreement.sittings import Sittings
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from accounts.models import User


class HasPages(RegionScopedAdmin):
    """A kind of row with pages of its own beside Django's."""

    def _row(self, request: HttpRequest, pk: int) -> Any:
        """A row that the person may see; anything else does not exist."""
        row = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    def _url(self, row: models.Model) -> str:
        options = self.opts
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        listed = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return TemplateResponse(
            request,
            template,
            {**self.admin_site.each_context(request), "opts": self.opts, "list_url": listed, **context},
        )


@admin.register(Body)
class BodyAdmin(HasPages):
    """Bodies. Who fills the seats is the operator's to say: it decides whose seats they are (MEM-32)."""

    secretariat_may = frozenset({"add", "change"})
    operator_fields = ("filled_by",)
    fields = ("agreement", "kind", "name", "slug", "about", "how_chosen", "filled_by", "meetings_a_year")
    list_display = ("name", "kind", "agreement", "filled_by")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
    change_form_template = "admin/agreement/body_change.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a body is decides what its seats may; it stays once there are any."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "agreement", "kind") if obj and obj.seats.exists() else fields

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        body = kwargs.get("obj")
        if body is not None and body.pk:
            context |= {
                "sittings": Sittings(body, timezone.localdate()),
                "confirmed": body.compositions.select_related("confirmed_by")[:10],
                "confirm_url": f"{self._url(body).removesuffix('change/')}confirm/"
                if may_confirm(request.user, body)
                else "",
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_form(self.confirm_view))
        return [path("<int:pk>/confirm/", view, name="agreement_body_confirm"), *super().get_urls()]

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows the balance on a day; POST confirms it, with a reason where it is not equal (MEM-30)."""
        body = self._row(request, pk)
        if not may_confirm(request.user, body):
            raise PermissionDenied
        asked = ConfirmForm(request.POST or request.GET)
        day = asked.asked_day()
        if request.method == "POST" and asked.is_valid():
            try:
                seating.confirm_composition(
                    body,
                    day,
                    by=cast("User", request.user),
                    unequal_reason=asked.cleaned_data["unequal_reason"],
                )
            except ValidationError as refusal:
                asked.add_error(None, refusal)
            else:
                messages.success(request, gettext("The composition is confirmed."))
                return HttpResponseRedirect(self._url(body))
        return self._page(
            request,
            "admin/agreement/confirm_composition.html",
            title=gettext("Confirm the composition"),
            body=body,
            body_url=self._url(body),
            sittings=Sittings(body, day),
            day=day,
            form=asked if request.method == "POST" else ConfirmForm(initial={"day": day}),
        )


@admin.register(Seat)
class SeatAdmin(HasPages):
    """Seats and who has held them, from day to day (MEM-32, MEM-34). A party's administrator meets the party's own."""

    region_path = "body__agreement__region"
    form = SeatForm
    fields = ("body", "party", "kind", "label", "order", "from_on", "to_on")
    list_display = ("__str__", "body", "kind", "party", "holder", "until")
    list_filter = (InRegion,)
    list_select_related = ("body__agreement", "party")
    change_form_template = "admin/agreement/seat_change.html"

    # --- Whose seats ---------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The regions where the person works, and the seats of the parties that they administer."""
        mine, today = offices_of(request), timezone.localdate()
        rows: Any = self.model._default_manager.get_queryset()
        if not mine.everywhere:
            own = models.Q(**{f"{self.region_path}__in": mine.staffed}) | models.Q(party__in=mine.parties)
            rows = rows.filter(own)
        sitting = SeatHolding.objects.on(today).select_related("user")
        return cast(
            "models.QuerySet[Any]",
            rows.prefetch_related(models.Prefetch("holdings", queryset=sitting, to_attr="holdings_today")),
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or bool(offices_of(request).parties)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if super().has_view_permission(request, obj):
            return True
        parties = offices_of(request).parties
        return bool(parties) if obj is None else obj.party_id in parties

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new seat is there from today, unless somebody says otherwise: earlier days had no such vacancy (MEM-34)."""
        return {"from_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whose seat it is and what it counts for stays once somebody has held it: earlier balances rest on it."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "body", "party", "kind") if obj and obj.holdings.exists() else fields

    # --- The list and the page -----------------------------------------------------------------------------

    @admin.display(description=_("holder today"))
    def holder(self, seat: Any) -> str:
        return ", ".join(str(holding.user) for holding in seat.holdings_today) or gettext("Vacant")

    @admin.display(description=_("to and including"))
    def until(self, seat: Any) -> Any:
        return next((holding.to_on for holding in seat.holdings_today if holding.to_on), None)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        seat = kwargs.get("obj")
        if seat is not None and seat.pk:
            today = timezone.localdate()
            held = list(
                seat.holdings.select_related("user", "decision", "recorded_by").order_by("-from_on", "-pk")
            )
            context |= {
                "holdings": held,
                "is_vacant": not any(row.from_on <= today and not _is_over(row) for row in held),
                "may_fill": may_fill(request.user, seat),
                "is_partys": is_partys(seat),
                "today": today,
                "at": self._url(seat).removesuffix("change/"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # --- The steps -----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(require_form(view))

        return [
            path("<int:pk>/fill/", page(self.fill_view), name="agreement_seat_fill"),
            path("<int:pk>/end/<int:holding>/", page(self.end_view), name="agreement_seat_end"),
            path(
                "<int:pk>/call-off/<int:holding>/", page(self.call_off_view), name="agreement_seat_call_off"
            ),
            *super().get_urls(),
        ]

    def _seat(self, request: HttpRequest, pk: int) -> Seat:
        """A seat that the person may fill: what they do not see does not exist, what is another's is refused."""
        seat: Seat = self._row(request, pk)
        if not may_fill(request.user, seat):
            raise PermissionDenied
        return seat

    def _holding(self, seat: Seat, pk: int) -> SeatHolding:
        held: Any = seat.holdings.select_related("user")
        holding: SeatHolding | None = held.filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if holding is None:
            raise Http404
        return holding

    def fill_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who gets the seat, from when to when, by which decision, and whom the person speaks for (MEM-32, MEM-34)."""
        seat = self._seat(request, pk)

        def act(data: dict[str, Any]) -> str:
            person = person_for(data["user"], data["person_name"])
            seating.seat_person(
                seat,
                person,
                by=cast("User", request.user),
                **{name: data[name] for name in ("from_on", "to_on", "decision", "appointed", "represents")},
            )
            return gettext("%(person)s has the seat.") % {"person": person}

        form = FillForm(request.POST or None, seat=seat)
        return self._step(request, seat, form, act, title=_("Fill the seat"), button=_("Give the seat"))

    def end_view(self, request: HttpRequest, pk: int, holding: int) -> HttpResponse:
        """When the term ends, and why."""
        seat = self._seat(request, pk)
        held = self._holding(seat, holding)

        def act(data: dict[str, Any]) -> str:
            seating.end_holding(held, data["last_day"], by=cast("User", request.user), note=data["note"])
            return gettext("The term ends. The seat is vacant from the day after.")

        form = EndForm(request.POST or None)
        return self._step(
            request, seat, form, act, title=_("End the term"), button=_("Let the term end"), holding=held
        )

    def call_off_view(self, request: HttpRequest, pk: int, holding: int) -> HttpResponse:
        """A term that has not begun is taken back."""
        seat = self._seat(request, pk)
        held = self._holding(seat, holding)

        def act(data: dict[str, Any]) -> str:
            seating.call_off(held, by=cast("User", request.user))
            return gettext("The term is called off.")

        form = CallOffForm(*posted(request))
        return self._step(
            request, seat, form, act, title=_("Call the term off"), button=_("Take it back"), holding=held
        )

    def _step(
        self, request: HttpRequest, seat: Seat, form: forms.Form, act: Any, **context: Any
    ) -> HttpResponse:
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():  # a refused term leaves no half person behind
                    told = act(form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                self.log_change(request, seat, str(context["title"]))
                messages.success(request, told)
                return HttpResponseRedirect(self._url(seat))
        return self._page(
            request,
            "admin/agreement/seat_step.html",
            seat=seat,
            seat_url=self._url(seat),
            form=form,
            today=timezone.localdate(),
            **context,
        )


def _is_over(holding: SeatHolding) -> bool:
    return holding.to_on is not None and holding.to_on < timezone.localdate()
