"""membership › Members: who has joined, which version each signed, and what a newer version means for them (AGR-33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import BooleanField, Case, CharField, Value, When
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreement.admin import InRegion
from agreement.admin_scope import reach, region_pk
from agreement.models import Agreement, AgreementVersion
from agreement.states import CarryOver
from membership.models import Membership
from relay.admin_lists import LARGEST_KEY, LongList, ReadOnly, tag

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

TONES = {CarryOver.UNDECIDED: "warning", CarryOver.CARRIED: "success", CarryOver.SIGN_AGAIN: "progress"}
EARLIER = "earlier"


def versions_in_force(request: HttpRequest) -> dict[int, AgreementVersion]:
    """The version in force of each agreement that the person reaches, by the agreement's id; asked once a request."""
    if not hasattr(request, "versions_in_force"):
        agreements = Agreement.objects.filter(region__in=reach(request).sees)
        current = ((agreement.pk, agreement.current_version) for agreement in agreements)
        request.versions_in_force = {pk: version for pk, version in current if version}  # type: ignore[attr-defined]
    return request.versions_in_force  # type: ignore[attr-defined, no-any-return]


class SignedVersion(admin.SimpleListFilter):
    """Which version was signed: one by name, or any earlier than the one in force, by those who are members today."""

    title = _("signed version")
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        signed = Membership.objects.filter(agreement__region__in=reach(request).sees).values("version")
        versions = AgreementVersion.objects.filter(pk__in=signed).select_related("agreement").order_by("-pk")
        several = len(reach(request).regions) > 1
        labels = [(str(each.pk), str(each) if several else each.label) for each in versions]
        return [(EARLIER, _("Earlier than the one in force")), *labels]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen == EARLIER:
            in_force = versions_in_force(request)
            members = queryset.current().filter(agreement__in=in_force)  # type: ignore[attr-defined]
            return members.exclude(version__in=[version.pk for version in in_force.values()])
        known = {value for value, _label in self.lookup_choices}
        return queryset.filter(version=chosen) if chosen in known else queryset


@admin.register(Membership)
class MembershipAdmin(LongList, ReadOnly):
    """The members of the regions where the person works, newest first. Each leads to its case."""

    region_path = "agreement__region"
    ordering = ("-since", "-pk")
    sortable_by = ("joined",)
    list_display = ("organisation_name", "joined", "signed", "holds")
    list_display_links = None
    list_filter = (SignedVersion, InRegion)
    list_select_related = ("organisation", "version", "agreement")
    search_fields = ("organisation__name", "organisation__number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the version in force says about those who signed an earlier one."""
        in_force = versions_in_force(request)
        signed_it = When(version__in=[version.pk for version in in_force.values()], then=Value(True))
        means = [When(agreement=pk, then=Value(version.carry_over)) for pk, version in in_force.items()]
        rows = super().get_queryset(request).filter(agreement__region__in=reach(request).sees)
        return rows.annotate(
            signed_it=Case(signed_it, default=Value(False), output_field=BooleanField()),
            carry_over=Case(*means, default=Value(""), output_field=CharField()),
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        mine = reach(request)
        if obj is None:
            return mine.everywhere or bool(mine.sees)
        return region_pk(obj, self.region_path) in mine.sees

    def get_urls(self) -> list[URLPattern]:
        listing = self.admin_site.admin_view(self.changelist_view)
        to_case = self.admin_site.admin_view(self.to_case_view)
        return [
            path("", listing, name="membership_membership_changelist"),
            path("<int:pk>/change/", to_case, name="membership_membership_change"),
        ]

    def to_case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A member has no page of its own here; its case has it."""
        member = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if member is None:
            raise Http404
        return HttpResponseRedirect(case_url(member))

    @admin.display(description=_("organisation"), ordering="organisation__name")
    def organisation_name(self, member: Membership) -> SafeString:
        return format_html('<a href="{}">{}</a>', case_url(member), member.organisation.name)

    @admin.display(description=_("member since"), ordering="since")
    def joined(self, member: Membership) -> str:
        since = date_format(member.since, "Y-m-d")
        return f"{since} – {date_format(member.ended_on, 'Y-m-d')}" if member.ended_on else since

    @admin.display(description=_("signed version"))
    def signed(self, member: Membership) -> str:
        return member.version.label

    @admin.display(description=_("what holds for the member"))
    def holds(self, member: Any) -> SafeString:
        """By the recorded decision about those who signed an earlier version (AGR-33)."""
        if member.ended_on is not None and member.ended_on < timezone.localdate():
            return tag(_("The membership has ended"))
        if member.signed_it:
            return tag(_("Signed the version in force"), "success")
        carry_over = CarryOver(member.carry_over)
        return tag(carry_over.label, TONES[carry_over])


def case_url(member: Membership) -> str:
    return reverse("admin:membership_reviewitem_change", args=[member.application_id])
