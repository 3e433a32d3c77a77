"""Umbrellas and their branches, kept by the secretariat by hand. Says nothing about who has joined (MEM-52)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.offices import offices_of
from membership.models import LinkStatement, Organisation, OrganisationLink
from membership.permissions import is_tied_to
from membership.services.links import TIED, close_between, hold_pair
from membership.states import Status
from relay.admin_lists import OnlyListedFilters

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

MOST_SHOWN = 100


def organisations_in(regions: Any) -> QuerySet[Organisation]:
    """Organisations that have applied in the regions; a draft makes none."""
    return Organisation.objects.filter(
        ~Q(applications__status=Status.DRAFT), applications__agreement__region__in=regions
    ).distinct()


class LinkForm(forms.ModelForm):
    """Both by number or whole name: a list of all organisations would be too long to choose from."""

    umbrella_is = forms.CharField(
        label=gettext_lazy("Umbrella organisation"),
        max_length=200,
        help_text=gettext_lazy("Its organisation number, or its whole name."),
    )
    branch_is = forms.CharField(
        label=gettext_lazy("Organisation that belongs to it"),
        max_length=200,
        help_text=gettext_lazy("Its organisation number, or its whole name."),
    )
    regions: Any = ()
    user: Any = None

    class Meta:
        model = OrganisationLink
        fields: tuple[str, ...] = ()

    def _found(self, name: str) -> Organisation:
        typed = self.cleaned_data[name].strip()
        found = list(organisations_in(self.regions).filter(Q(number=typed) | Q(name__iexact=typed))[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several organisations are called that. Write the number.")
                if found
                else _("No organisation that has applied here has that number or name.")
            )
        return found[0]

    def clean_umbrella_is(self) -> Organisation:
        return self._found("umbrella_is")

    def clean_branch_is(self) -> Organisation:
        return self._found("branch_is")

    def clean(self) -> None:
        umbrella, branch = self.cleaned_data.get("umbrella_is"), self.cleaned_data.get("branch_is")
        if not umbrella or not branch:
            return
        # The admin's POST is one transaction: nobody answers the opposite meanwhile.
        hold_pair(umbrella, branch)
        if is_tied_to(self.user, umbrella.pk, branch.pk):
            raise forms.ValidationError(TIED, code="tied")
        if umbrella == branch:
            self.add_error("branch_is", _("An organisation does not belong to itself."))
        elif OrganisationLink.objects.filter(
            umbrella__in=(umbrella, branch), branch__in=(umbrella, branch)
        ).exists():
            self.add_error("branch_is", _("That is recorded already."))
        self.instance.umbrella, self.instance.branch = umbrella, branch


@admin.register(OrganisationLink)
class OrganisationLinkAdmin(OnlyListedFilters, admin.ModelAdmin):
    """Added and removed by the secretariat of a region where one of the two has applied; never changed."""

    form = LinkForm
    list_display = ("umbrella_named", "branch_named")
    list_display_links = None
    list_select_related = ("umbrella", "branch")
    search_fields = ("umbrella__name", "branch__name")
    search_help_text = gettext_lazy("Name of an organisation")
    show_full_result_count = False
    change_list_template = "admin/membership/links.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Above the list: what members say and nobody has answered, where the person may answer it."""
        waiting = LinkStatement.objects.open().between_whom()
        mine = waiting.filter(asked__agreement__region__in=offices_of(request).kept)[:MOST_SHOWN]
        return super().changelist_view(request, {**(extra_context or {}), "statements": mine})

    def save_model(self, request: HttpRequest, obj: OrganisationLink, form: Any, change: bool) -> None:
        """With what it answers, in one transaction."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            close_between(obj, actor=request.user)  # type: ignore[arg-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrganisationLink]:
        rows = super().get_queryset(request)
        mine = offices_of(request)
        if mine.everywhere:
            return rows
        near = organisations_in(mine.staffed).values("pk")
        return rows.filter(Q(umbrella__in=near) | Q(branch__in=near))

    def get_fields(self, request: HttpRequest, obj: OrganisationLink | None = None) -> Any:
        """By what they are called once they are linked; what is typed to find them is asked only before."""
        return ("umbrella_named", "branch_named") if obj else ("umbrella_is", "branch_is")

    def get_readonly_fields(self, request: HttpRequest, obj: OrganisationLink | None = None) -> Any:
        return ("umbrella_named", "branch_named") if obj else ()

    @admin.display(description=gettext_lazy("Umbrella organisation"), ordering="umbrella__name")
    def umbrella_named(self, link: OrganisationLink) -> str:
        return link.umbrella.name

    @admin.display(description=gettext_lazy("Organisation that belongs to it"), ordering="branch__name")
    def branch_named(self, link: OrganisationLink) -> str:
        return link.branch.name

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.regions, form.user = list(offices_of(request).kept), request.user
        return form

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: OrganisationLink | None = None) -> bool:
        mine = offices_of(request)
        return mine.everywhere or bool(mine.staffed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(offices_of(request).kept)

    def has_change_permission(self, request: HttpRequest, obj: OrganisationLink | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OrganisationLink | None = None) -> bool:
        """The secretariat of a region where one of the two has applied, not of another that reads the link; and nobody
        who is tied to one of them.
        """
        mine = offices_of(request)
        if obj is None:
            return bool(mine.kept)
        pair = (obj.umbrella_id, obj.branch_id)
        if is_tied_to(request.user, *pair):
            return False
        near = mine.everywhere or organisations_in(mine.kept).filter(pk__in=pair).exists()
        return bool(mine.kept) and near
