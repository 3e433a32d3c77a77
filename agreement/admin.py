"""The agreement in the admin: what it says, who sits in its bodies, its dates and criteria, region by region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.admin_scope import RegionScopedAdmin, ScopedInline, reach
from agreement.models import (
    Agreement,
    AgreementVersion,
    Body,
    Criterion,
    CutOff,
    Goal,
    Municipality,
    Party,
    Principle,
    Region,
    RegionRole,
    Seat,
    SeatHolding,
    TextPart,
)
from letters.registry import register_readers

if TYPE_CHECKING:
    from django.http import HttpRequest

register_readers(lambda request: reach(request).slugs)


class InRegion(admin.SimpleListFilter):
    """Only where there is a choice: somebody who works in one region is not asked which."""

    title = _("region")
    parameter_name = "region"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.path = model_admin.region_path
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        regions = reach(request).regions
        return [(region.slug, region.name) for region in regions] if len(regions) > 1 else []

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        chosen = next((each for each in reach(request).regions if each.slug == self.value()), None)
        return queryset.filter(**{self.path: chosen.pk}) if chosen else queryset


class WhenOver(admin.SimpleListFilter):
    """What holds today, or what is over."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("Now")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "now":
            return queryset.on(today)  # type: ignore[attr-defined]
        return queryset.filter(to_on__lt=today) if self.value() == "over" else queryset


class PersonField(forms.EmailField):
    """A person, named by address: nobody needs to browse through everybody to seat one.

    An address that nobody has is a new person, who signs in with a code sent there.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=options.get("label", _("E-mail")),
            help_text=_("The person's own address. Somebody new signs in with a code that is sent there."),
            widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first() or ""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> User:
        email = User.objects.normalize_email(super().clean(value))
        return User.objects.filter(email=email).first() or User(email=email)


class PersonForm(forms.ModelForm):
    """A form whose person is an address; a new person is made when the row is saved, not before."""

    user = PersonField()
    person_name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Only for somebody new; otherwise the person's own name is kept."),
    )

    def _get_validation_exclusions(self) -> set[str]:
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        person = self.cleaned_data.get("user")
        return exclude | {"user"} if person is not None and person.pk is None else exclude

    def save(self, commit: bool = True) -> Any:
        person = self.cleaned_data["user"]
        if person.pk is None:
            name = self.cleaned_data.get("person_name", "").strip()
            self.instance.user = User.objects.filter(email=person.email).first() or User.objects.create_user(
                person.email, name=name
            )
        return super().save(commit)


class PersonByName:
    """Whoever only reads sees who it is, without a link: the page about a person is the operator's."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)  # type: ignore[misc]
        if self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fields
        return tuple("person" if name == "user" else name for name in fields if name != "person_name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "person")  # type: ignore[misc]

    @admin.display(description=_("person"))
    def person(self, row: Any) -> str:
        return str(row.user)


class PartInline(ScopedInline):
    model = TextPart


class GoalInline(ScopedInline):
    model = Goal


class PrincipleInline(ScopedInline):
    model = Principle


class HoldingInline(PersonByName, ScopedInline):
    model = SeatHolding
    form = PersonForm
    fields = ("user", "person_name", "from_on", "to_on")


@admin.register(Region)
class RegionAdmin(RegionScopedAdmin):
    """The region's contact facts belong to its secretariat; its address and prefix are everybody's."""

    region_path = "pk"
    secretariat_may = frozenset({"change"})
    operator_fields = ("slug", "name", "county_code", "reference_prefix", "order")
    list_display = ("name", "slug", "reference_prefix", "contact_name", "contact_email")


@admin.register(Municipality)
class MunicipalityAdmin(RegionScopedAdmin):
    region_path = "region"
    secretariat_may: ClassVar[frozenset[str]] = frozenset()
    list_display = ("name", "code", "region")
    list_filter = (InRegion,)
    list_select_related = ("region",)
    search_fields = ("name", "code")


@admin.register(Agreement)
class AgreementAdmin(RegionScopedAdmin):
    """Who may join and what is declared is text; how the parties balance is the operator's."""

    region_path = "region"
    secretariat_may = frozenset({"change"})
    operator_fields = (
        "region",
        "name",
        "short_name",
        "balance_rule",
        "admits_public_actors",
        "min_municipalities",
    )
    list_display = ("name", "region", "balance_rule", "declaration_version")
    list_select_related = ("region",)


@admin.register(AgreementVersion)
class AgreementVersionAdmin(RegionScopedAdmin):
    """A version of the text with its parts, goals and principles (AGR-01)."""

    secretariat_may = frozenset({"add", "change"})
    list_display = ("label", "agreement", "in_force_from", "is_summary")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
    inlines = (PartInline, GoalInline, PrincipleInline)


@admin.register(Party)
class PartyAdmin(RegionScopedAdmin):
    """Who the main parties are is the operator's; what is said about them is the secretariat's."""

    secretariat_may = frozenset({"change"})
    operator_fields = ("agreement", "slug", "side", "order")
    list_display = ("name", "agreement", "side", "represented_by")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)


@admin.register(Body)
class BodyAdmin(RegionScopedAdmin):
    secretariat_may = frozenset({"add", "change"})
    list_display = ("name", "kind", "agreement")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)


class SeatForm(forms.ModelForm):
    """A seat's party is a party of the same agreement as its body."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        body, party = self.cleaned_data.get("body"), self.cleaned_data.get("party")
        if body and party and body.agreement_id != party.agreement_id:
            self.add_error("party", _("The party belongs to another agreement than the body."))
        return data


@admin.register(Seat)
class SeatAdmin(RegionScopedAdmin):
    """Seats and who has held them, from day to day (MEM-32, MEM-34)."""

    region_path = "body__agreement__region"
    form = SeatForm
    list_display = ("__str__", "body", "kind", "party", "holder")
    list_filter = (InRegion,)
    list_select_related = ("body__agreement", "party")
    inlines = (HoldingInline,)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        today = SeatHolding.objects.on(timezone.localdate()).select_related("user")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(models.Prefetch("holdings", queryset=today, to_attr="holdings_today"))
        )

    @admin.display(description=_("holder today"))
    def holder(self, seat: Any) -> str:
        return ", ".join(str(holding.user) for holding in seat.holdings_today) or gettext("Vacant")


@admin.register(RegionRole)
class RegionRoleAdmin(PersonByName, RegionScopedAdmin):
    """Roles open doors, so only the operator gives them; the region sees who has them."""

    region_path = "region"
    secretariat_may: ClassVar[frozenset[str]] = frozenset()
    form = PersonForm
    fields = ("region", "user", "person_name", "role", "party", "from_on", "to_on")
    list_display = ("user", "role", "region", "party", "from_on", "to_on")
    list_filter = (InRegion, WhenOver)
    list_select_related = ("user", "region", "party")


@admin.register(CutOff)
class CutOffAdmin(RegionScopedAdmin):
    """Days with an effect; applications that came in keep what they were told (MEM-11 … MEM-14)."""

    list_display = ("last_day", "title", "effect", "agreement")
    list_display_links = ("last_day", "title")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)


@admin.register(Criterion)
class CriterionAdmin(RegionScopedAdmin):
    """Published criteria. One that a refusal names stays (AGR-32)."""

    list_display = ("text", "slug", "agreement", "order")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
