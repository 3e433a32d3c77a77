"""nominations › Forums: facts about each, who sits there, and who sits in many (CRO-13 … CRO-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

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
from agreement.admin.own import OneAgreementForm, RecordAdmin
from agreement.admin_scope import ScopedInline
from agreement.models import SeatHolding
from agreement.offices import offices_of
from nominations.models import Forum, ForumSeat
from nominations.models.forums import organisations_in
from nominations.vacant import vacant_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from membership.models import Organisation

MANY = 2  # seats at the same time


class SeatForm(PersonForm):
    """Who sits: a person by address, an organisation by its whole name or number."""

    organisation_is = forms.CharField(
        label=_("Organisation"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_(
            "Its organisation number, or its whole name. One that has applied or joined here. Empty: none."
        ),
    )

    class Meta:
        model = ForumSeat
        fields = ("user", "from_on", "to_on")

    def __init__(self, *args: Any, forum: Forum | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forum = forum  # a new one is not the row's own yet
        if self.instance.pk and self.instance.organisation:
            self.initial["organisation_is"] = self.instance.organisation.name

    def clean_organisation_is(self) -> Organisation | None:
        if self.instance.pk and "organisation_is" not in self.changed_data:
            return self.instance.organisation  # as it stands, whatever has become of it since
        typed = self.cleaned_data["organisation_is"].strip()
        if not typed:
            return None
        here = organisations_in(self.forum.agreement_id if self.forum else None)
        found = list(here.filter(number=typed)[:1]) or list(here.filter(name__iexact=typed)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("No organisation that has applied or joined here has that number or name, or several have.")
            )
        return found[0]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if "organisation_is" in self.cleaned_data:
            self.instance.organisation = self.cleaned_data["organisation_is"]
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day is before the first."))
        return data


class SeatFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Somebody whom a round chose is not taken away as if they had never sat: their term ends."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "forum": self.instance}

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.nomination_choices.exists() or form.instance.offers.exists():
                raise forms.ValidationError(
                    _("%(name)s was chosen in a round. Write a last day instead."),
                    params={"name": form.instance.user},
                )


class ForumForm(OneAgreementForm):
    """A forum as staff write it. Its owner is one of its own agreement's parties."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            self.fields["owner"].label = _("Owner")  # of a document the same word is another in Swedish

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        agreement = data.get("agreement") or getattr(self.instance, "agreement", None)
        owner = data.get("owner")
        if owner and agreement and owner.agreement_id != agreement.pk:
            self.add_error("owner", _("This belongs to another agreement."))
        return data


class SeatInline(ScopedInline):
    """Who sits in the forum for civil society. The public sees the organisations only."""

    model = ForumSeat
    form = SeatForm
    formset = SeatFormSet
    fields = (("user", "person_name"), "organisation_is", ("from_on", "to_on"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only those who keep the list: its form names people by address."""
        return self.has_change_permission(request, obj)


@admin.register(Forum)
class ForumAdmin(RecordAdmin):
    """The parties' forums and networks, as facts; what nobody has confirmed is marked so."""

    form = ForumForm
    change_list_template = "admin/nominations/forum_list.html"
    change_form_template = "admin/nominations/forum_change.html"
    inlines = (SeatInline,)
    list_display = ("name", "owner_is", "to_be_confirmed", "last_review_on")
    list_filter = (InRegion, "to_be_confirmed")
    list_select_related = ("owner", "agreement__region")
    search_fields = ("name",)
    only_when_there = ()
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "agreement",
                    "name",
                    ("owner", "owner_name"),
                    "purpose",
                    "seats_for_civil",
                    "civil_seats",
                    "url",
                )
            },
        ),
        (_("Looked through"), {"fields": ("to_be_confirmed", "last_review_on", "review_outcome", "order")}),
    )

    def words_of_address(self, row: Any) -> str:
        return str(row.name)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        forum = kwargs.get("obj")
        if forum is not None and forum.pk and self.has_change_permission(request, forum):
            vacant = vacant_in(forum, timezone.localdate())
            # What the form of a round knows already (CRO-30); its words are people's to write.
            known = {
                "agreement": forum.agreement_id,
                "forum": forum.pk,
                "seats_sought": vacant,
                "title": forum.name,
            }
            add = reverse("admin:nominations_nominationround_add")
            context |= {"vacant": vacant, "call_url": f"{add}?{urlencode(known)}"}
        return super().render_change_form(request, context, *args, **kwargs)

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
