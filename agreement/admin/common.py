"""What the pages of the agreement's admin share: filters, and a person who is named by address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreement.offices import offices_of

if TYPE_CHECKING:
    from django.http import HttpRequest


class InRegion(admin.SimpleListFilter):
    """Only where there is a choice: somebody who works in one region is not asked which."""

    title = _("region")
    parameter_name = "region"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.path = model_admin.region_path
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        regions = offices_of(request).regions
        return [(region.slug, region.name) for region in regions] if len(regions) > 1 else []

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        chosen = next((each for each in offices_of(request).regions if each.slug == self.value()), None)
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


def person_for(person: User, name: str) -> User:
    """The person that a `PersonField` named, made now where nobody has the address yet."""
    if person.pk is not None:
        return person
    known = User.objects.filter(email=person.email).first()
    return known or User.objects.create_user(person.email, name=name.strip())


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
            self.instance.user = person_for(person, self.cleaned_data.get("person_name", ""))
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
