"""membership › Members: who has joined, which version each signed, and what a newer version means for them (AGR-33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import BooleanField, Case, CharField, Value, When
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreement.admin import InRegion
from agreement.models import Agreement, AgreementVersion
from agreement.offices import offices_of
from agreement.states import CarryOver
from membership import leaving
from membership.admin.scope import ForStaff
from membership.exceptions import BadFile
from membership.forms.case import LetInForm
from membership.forms.members import PaperForm
from membership.models import Membership
from membership.permissions import is_tied_to, may_help
from membership.services.access import give_access_for_a_member, may_give_access
from membership.services.contacts import A_YEAR
from membership.services.kept_files import let_go
from membership.services.leaving import register_paper_withdrawal
from relay.admin_lists import LARGEST_KEY, LongList, ReadOnly, tag
from steps.exceptions import Refusal

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
        agreements = Agreement.objects.filter(region__in=offices_of(request).staffed)
        current = ((agreement.pk, agreement.current_version) for agreement in agreements)
        request.versions_in_force = {pk: version for pk, version in current if version}  # type: ignore[attr-defined]
    return request.versions_in_force  # type: ignore[attr-defined, no-any-return]


class SignedVersion(admin.SimpleListFilter):
    """Which version was signed: one by name, or any earlier than the one in force, by those who are members today."""

    title = _("signed version")
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        signed = Membership.objects.filter(agreement__region__in=offices_of(request).staffed).values(
            "version"
        )
        versions = AgreementVersion.objects.filter(pk__in=signed).select_related("agreement").order_by("-pk")
        several = len(offices_of(request).regions) > 1
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


class Reached(admin.SimpleListFilter):
    """Members of today whose letters arrive, those with no contact that can be reached (MEM-22), and those whose pages
    nobody can open.
    """

    title = _("contact")
    parameter_name = "reached"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("no", _("Cannot be reached")),
            ("yes", _("Can be reached")),
            ("old", _("Not confirmed for more than a year")),
            ("alone", _("Nobody has access")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "no":
                return queryset.current().unreachable()  # type: ignore[attr-defined, no-any-return]
            case "yes":
                return queryset.current().reachable()  # type: ignore[attr-defined, no-any-return]
            case "old":
                return queryset.current().unconfirmed_since(timezone.localdate() - A_YEAR)  # type: ignore[attr-defined, no-any-return]
            case "alone":
                return queryset.current().filter(application__access=None)  # type: ignore[attr-defined, no-any-return]
        return queryset


@admin.register(Membership)
class MembershipAdmin(ForStaff, LongList, ReadOnly):
    """The members of the regions where the person works, newest first. Each leads to its case."""

    region_path = "agreement__region"
    ordering = ("-since", "-pk")
    sortable_by = ("joined",)
    list_display = ("organisation_name", "joined", "contact", "holds")
    list_display_links = None
    list_filter = (Reached, SignedVersion, InRegion)
    list_select_related = ("organisation", "version", "agreement")
    search_fields = ("organisation__name", "organisation__number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the version in force says about those who signed an earlier one, and who may help."""
        in_force = versions_in_force(request)
        signed_it = When(version__in=[version.pk for version in in_force.values()], then=Value(True))
        means = [When(agreement=pk, then=Value(version.carry_over)) for pk, version in in_force.items()]
        helped = When(agreement__region__in=offices_of(request).kept, then=Value(True))
        rows = super().get_queryset(request).filter(agreement__region__in=offices_of(request).staffed)
        rows = rows.prefetch_related("contacts")
        return rows.annotate(
            signed_it=Case(signed_it, default=Value(False), output_field=BooleanField()),
            carry_over=Case(*means, default=Value(""), output_field=CharField()),
            is_helped=Case(helped, default=Value(False), output_field=BooleanField()),
        )

    def get_urls(self) -> list[URLPattern]:
        listing = self.admin_site.admin_view(self.changelist_view)
        to_case = self.admin_site.admin_view(self.to_case_view)
        return [
            path("", listing, name="membership_membership_changelist"),
            path("<int:pk>/change/", to_case, name="membership_membership_change"),
            path(
                "<int:pk>/withdrawal/",
                self.admin_site.admin_view(self.withdrawal_view),
                name="membership_membership_withdrawal",
            ),
            path(
                "<int:pk>/access/",
                self.admin_site.admin_view(self.access_view),
                name="membership_membership_access",
            ),
        ]

    def to_case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A member has no page of its own here; its case has it."""
        member = self._member(request, pk)
        if member is None:
            raise Http404
        return HttpResponseRedirect(case_url(member))

    def withdrawal_view(self, request: Any, pk: int) -> HttpResponse:
        """Register a withdrawal on paper: its date, who signed, the scan, and from which day (MEM-41)."""
        member = self._member(request, pk)
        tied = member is not None and is_tied_to(request.user, member.organisation_id)
        if member is None or tied or not may_help(request.user, member):
            raise Http404
        back = reverse("membership:own-member", kwargs={"pk": pk})
        if member.ended_on is not None or member.open_withdrawal is not None:
            messages.info(request, _("A withdrawal has been given already."))
            return HttpResponseRedirect(back)
        posted = request.method == "POST"
        sent = (request.POST, request.FILES) if posted else ()
        form = PaperForm(*sent, membership=member, owner=request.user)
        if posted and form.is_valid():
            said = dict(form.cleaned_data)  # the form keeps its own, for it may come back
            upload = said.pop("paper")
            said.pop("kept")
            try:
                register_paper_withdrawal(membership=member, actor=request.user, upload=upload, **said)
            except BadFile as refusal:
                form.add_error("paper", str(refusal))
            except Refusal as refusal:
                form.keep()
                form.add_error(None, str(refusal))
            else:
                let_go(owner=request.user, place=form.kept_in)
                messages.success(request, _("The withdrawal is registered. The organisation gets a receipt."))
                return HttpResponseRedirect(reverse("membership:withdrawal", kwargs={"pk": pk}))
        consequences = [
            _(
                "The organisation leaves from the day that the paper says. Nobody approves it, and no reason is needed."
            ),
            _("It gets a receipt by letter, and the group is told in writing."),
            *leaving.tell(member, timezone.localdate()),
        ]
        context = {
            "title": _("Register a withdrawal on paper"),
            "button": _("Register the withdrawal"),
            "danger": True,
            "consequences": consequences,
        }
        return self._step(request, member, form, context)

    def access_view(self, request: Any, pk: int) -> HttpResponse:
        """Let somebody in where none of the member's own people can: whom, and on which registered request."""
        member = self._member(request, pk)
        if member is None or not may_give_access(request.user, member):
            raise Http404
        back = reverse("membership:own-member", kwargs={"pk": pk})
        if not member.is_current:
            messages.info(request, _("The membership has ended."))
            return HttpResponseRedirect(back)
        form = LetInForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            email, number = form.cleaned_data["email"], form.cleaned_data["registry_number"]
            try:
                is_new = give_access_for_a_member(
                    member, actor=request.user, email=email, registry_number=number
                )
            except Refusal as refusal:
                form.add_error("email", str(refusal))
            else:
                told = _("Added. A letter is on its way to %(email)s.")
                known = _("%(email)s can work with this already.")
                messages.success(request, (told if is_new else known) % {"email": email})
                return HttpResponseRedirect(back)
        context = {
            "title": _("Give somebody access"),
            "button": _("Give access"),
            "consequences": [
                _(
                    "The person gets a letter, signs in with a code, and can change what the organisation can change."
                ),
                _("Everybody else whom we know of the organisation gets a letter about it, and can say no."),
                _("The diary says that you did it, and on which request."),
            ],
            "people": list(member.application.access.select_related("user").order_by("pk")),
        }
        return self._step(request, member, form, context)

    def _member(self, request: HttpRequest, pk: int) -> Membership | None:
        found: Membership | None = (
            self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        )
        return found

    def _step(
        self, request: HttpRequest, member: Membership, form: Any, context: dict[str, Any]
    ) -> HttpResponse:
        """The page of something that staff do for a member: what the button does, and what it asks for."""
        shared = {
            **self.admin_site.each_context(request),
            "subtitle": None,
            "opts": self.opts,
            "member": member,
            "form": form,
            "back": reverse("membership:own-member", kwargs={"pk": member.pk}),
        }
        return render(request, "admin/membership/member_step.html", {**shared, **context})

    @admin.display(description=_("organisation"), ordering="organisation__name")
    def organisation_name(self, member: Membership) -> SafeString:
        """The name leads to the case; the secretariat also gets to the member's own pages, to help."""
        return format_html('<a href="{}">{}</a>', case_url(member), member.organisation.name)

    @admin.display(description=_("main contact"))
    def contact(self, member: Any) -> SafeString:
        """Whom to turn to, whether letters arrive, and the way to the pages where it is changed."""
        main = member.main_contact
        who = format_html("{}<br>{}", main, main.email) if main else _("Nobody")
        state = ""
        if member.is_current and not any(each.is_reachable for each in member.contacts_now):
            state = format_html("<br>{}", tag(_("Cannot be reached"), "danger"))
        elif any(each.bounced_at for each in member.contacts_now):
            state = format_html("<br>{}", tag(_("An address does not work"), "warning"))
        if not member.is_helped:  # the pages are the organisation's and the secretariat's
            return format_html("{}{}", who, state)
        url = reverse("membership:own-member", kwargs={"pk": member.pk})
        label = format_html(
            '{} <span class="visually-hidden">{}</span>',
            _("Contacts and presentation"),
            member.organisation.name,
        )
        return format_html('{}{}<br><a href="{}">{}</a>', who, state, url, label)

    @admin.display(description=_("member since"), ordering="since")
    def joined(self, member: Membership) -> str:
        since = date_format(member.since, "Y-m-d")
        return f"{since} – {date_format(member.ended_on, 'Y-m-d')}" if member.ended_on else since

    @admin.display(description=_("what holds for the member"))
    def holds(self, member: Any) -> SafeString:
        """The version that was signed, and what was decided about those who signed an earlier one (AGR-33)."""
        return format_html("{}<br>{}", member.version.label, self._standing(member))

    def _standing(self, member: Any) -> SafeString:
        if member.ended_on is not None and member.ended_on < timezone.localdate():
            return tag(_("The membership has ended"))
        if member.signed_it:
            return tag(_("Signed the version in force"), "success")
        carry_over = CarryOver(member.carry_over)
        return tag(carry_over.label, TONES[carry_over])


def case_url(member: Membership) -> str:
    return reverse("admin:membership_reviewitem_change", args=[member.application_id])
