"""nominations › Forums: facts about each, who sits there, and who sits in many (CRO-13 … CRO-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreement.admin import InRegion
from agreement.admin.common import PersonForm
from agreement.admin.own import RecordAdmin
from agreement.admin_scope import ScopedInline
from agreement.models import SeatHolding
from agreement.offices import offices_of
from membership.models import Organisation
from nominations.models import Forum, ForumSeat

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

MANY = 2  # seats at the same time


class SeatForm(PersonForm):
    """Who sits: a person by address, an organisation by its whole name or number."""

    organisation_is = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Its organisation number, or its whole name. Empty: none."),
    )

    class Meta:
        model = ForumSeat
        fields = ("user", "from_on", "to_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.organisation:
            self.initial["organisation_is"] = self.instance.organisation.name

    def clean_organisation_is(self) -> Organisation | None:
        typed = self.cleaned_data["organisation_is"].strip()
        if not typed:
            return None
        found = list(Organisation.objects.filter(number=typed)[:1])
        found = found or list(Organisation.objects.filter(name__iexact=typed)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("No organisation has that number or name, or several have."))
        return found[0]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if "organisation_is" in self.cleaned_data:
            self.instance.organisation = self.cleaned_data["organisation_is"]
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day is before the first."))
        return data


class SeatInline(ScopedInline):
    """Who sits in the forum for civil society. The public sees the organisations only."""

    model = ForumSeat
    form = SeatForm
    fields = (("user", "person_name"), "organisation_is", ("from_on", "to_on"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only those who keep the list: its form names people by address."""
        return self.has_change_permission(request, obj)


@admin.register(Forum)
class ForumAdmin(RecordAdmin):
    """The parties' forums and networks, as facts; what nobody has confirmed is marked so."""

    change_list_template = "admin/nominations/forum_list.html"
    inlines = (SeatInline,)
    list_display = ("name", "owner_is", "to_be_confirmed", "last_review_on")
    list_filter = (InRegion, "to_be_confirmed")
    list_select_related = ("owner", "agreement__region")
    search_fields = ("name",)
    only_when_there = ()
    fieldsets = (
        (None, {"fields": ("agreement", "name", ("owner", "owner_name"), "purpose", "civil_seats", "url")}),
        (_("Looked through"), {"fields": ("to_be_confirmed", "last_review_on", "review_outcome", "order")}),
    )

    def words_of_address(self, row: Any) -> str:
        return str(row.name)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.people_view)
        return [path("people/", view, name="nominations_forum_people"), *super().get_urls()]

    def people_view(self, request: HttpRequest) -> HttpResponse:
        """Who sits in several forums and groups at the same time (CRO-16)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The same people in many forums"),
            "opts": self.opts,
            "list_url": reverse("admin:nominations_forum_changelist"),
            "people": people_in_many(request),
        }
        return render(request, "admin/nominations/people.html", context)

    @admin.display(description=_("owner"))
    def owner_is(self, row: Forum) -> str:
        return row.owner.name if row.owner else row.owner_name


def people_in_many(request: HttpRequest) -> list[dict[str, Any]]:
    """Everybody who sits in at least two forums or groups today, those with most seats first. Two queries."""
    mine, today = offices_of(request), timezone.localdate()
    seats = ForumSeat.objects.on(today).select_related("user", "forum", "organisation")
    held = SeatHolding.objects.on(today).select_related("user", "seat__body")
    if not mine.everywhere:
        seats = seats.filter(forum__agreement__region__in=mine.staffed)
        held = held.filter(seat__body__agreement__region__in=mine.staffed)
    found: dict[int, dict[str, Any]] = {}
    rows = [(each.user, each.forum.name) for each in seats]
    rows += [(each.user, each.seat.body.name) for each in held]
    for user, where in rows:
        found.setdefault(user.pk, {"name": str(user), "places": []})["places"].append(where)
    many = [each for each in found.values() if len(each["places"]) >= MANY]
    return sorted(many, key=lambda each: (-len(each["places"]), each["name"]))
