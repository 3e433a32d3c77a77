"""A member's own pages: how it stands, its contacts, and what it shows of itself.

The organisation's own people work here, and the region's secretariat when it helps; the diary tells them apart. To
everybody else these pages do not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import ButtonForm
from accounts.pages import OwnRequest, own_button, own_page, posted, require_form
from membership import services
from membership.forms.members import MemberContactForm, ProfileForm
from membership.models import MemberContact, MemberProfile, Membership
from membership.permissions import works_for
from membership.public_profile import Presentation
from membership.record import by_whom
from membership.services.rejoining import membership_of_today
from membership.states import Signing
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


LATEST = 12  # lines of the diary


def own_member(request: HttpRequest, pk: int) -> Membership:
    """The membership, if the person may work with its pages. Refuses (404) a stranger's as one that does not exist."""
    rows = Membership.objects.editable_by(request.user).select_related(
        "organisation", "application", "agreement__region", "document", "version"
    )
    found: Membership | None = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, template: str, member: Membership, **context: Any) -> HttpResponse:
    """One of the member's pages, with what they all say: whose it is, and whether the secretariat is helping."""
    shared = {
        "member": member,
        "organisation": member.organisation,
        "agreement": member.agreement,
        "helping": not works_for(request.user, member),
        "home": reverse("membership:own-member", kwargs={"pk": member.pk}),
        "nav_section": "my",
    }
    return render(request, f"membership/{template}.html", {**shared, **context})


@own_page
@require_safe
def home(request: OwnRequest, pk: int) -> HttpResponse:
    """Where the membership stands, and the way to all that the organisation can do itself."""
    member = own_member(request, pk)
    contacts = member.contacts_now
    document = member.document
    again = None if member.is_current else membership_of_today(member)
    return page(
        request,
        "own_member",
        member,
        contacts=contacts,
        unreachable=not any(contact.is_reachable for contact in contacts),
        presentation=Presentation.of(member),
        withdrawal=member.open_withdrawal,
        again=again,
        approved_by=by_whom(member.decision),
        works_for_again=again is not None and works_for(request.user, again),
        document=document if document.status == Signing.REGISTERED and document.is_rendered else None,
        copies=[copy for copy in document.copies.all() if copy.stored_name and not copy.refused_at],
        people=member.application.access.count(),
        may_let_in=lambda: services.may_give_access(request.user, member),  # asked of staff only
        questions=member.link_questions.open().count() if member.is_current else 0,
        events=_happenings(request, member),
    )


@own_page
@require_safe
def contacts(request: OwnRequest, pk: int) -> HttpResponse:
    """Everybody whom the agreement can turn to, and what of each is public."""
    member = own_member(request, pk)
    return page(request, "own_contacts", member, contacts=member.contacts_now)


@own_page
@require_form
def contact(request: OwnRequest, pk: int, contact: int | None = None) -> HttpResponse:
    """Add a contact, or change one."""
    member = own_member(request, pk)
    if not member.is_current:
        return redirect("membership:contacts", pk=pk)
    kept = _contact(member, contact) if contact is not None else None
    form = MemberContactForm(*posted(request), contact=kept, is_first=not member.contacts_now)
    if request.method == "POST" and form.is_valid():
        is_new_address = kept is None or kept.email != form.cleaned_data["email"]
        if is_new_address and not ratelimit.consume(request, action="give_access", user=request.user):
            form.add_error(None, _("You have added many addresses today. Go on tomorrow, or write to us."))
        else:
            try:
                services.save_contact(member, actor=request.user, contact=kept, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("membership:contacts", pk=pk)
    return page(request, "own_contact", member, form=form, contact=kept)


@own_button("membership:contacts", "pk")
@require_form
def remove_contact(request: OwnRequest, pk: int, contact: int) -> HttpResponse:
    """Remove a contact: a page that asks, and a POST that does it."""
    back = redirect("membership:contacts", pk=pk)
    member = own_member(request, pk)
    if request.method == "POST":
        kept = member.contacts.filter(pk=contact).first() if contact <= LARGEST_KEY else None
        if kept is None:
            raise Http404
        try:
            services.remove_contact(member, actor=request.user, contact=kept)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Removed."))
        return back
    kept = _contact(member, contact)
    if kept.is_main and member.is_current:
        return back
    form = ButtonForm(button=_("Remove the contact"), danger=True)
    return page(request, "own_contact_remove", member, form=form, contact=kept)


@own_page
@require_form
def contacts_right(request: OwnRequest, pk: int) -> HttpResponse:
    """“Are they still right?”, as the yearly letter asks: a link shows the page, a button answers."""
    member = own_member(request, pk)
    if not member.is_current:
        return redirect("membership:own-member", pk=pk)
    if request.method == "POST":
        services.confirm_contacts(member, actor=request.user)
        messages.success(request, _("Thank you! We ask again in a year."))
        return redirect("membership:own-member", pk=pk)
    form = ButtonForm(button=_("Yes, they are right"))
    return page(request, "own_contacts_right", member, form=form, contacts=member.contacts_now)


@own_page
@require_form
def profile(request: OwnRequest, pk: int) -> HttpResponse:
    """The presentation: one form, a button that shows what it will look like, and one that saves."""
    member = own_member(request, pk)
    if not member.is_current:
        return redirect("membership:own-member", pk=pk)
    kept = MemberProfile.objects.filter(membership=member).first()
    form = ProfileForm(*posted(request), membership=member, profile=kept)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = Presentation.preview(form.said())
        else:
            try:
                services.save_profile(member, actor=request.user, **form.said())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved. Everybody can read it now."))
                return redirect("membership:own-member", pk=pk)
    return page(request, "own_profile", member, form=form, preview=preview)


@own_page
@require_form
def join_again(request: OwnRequest, pk: int) -> HttpResponse:
    """A former member applies again: a page that says what is filled in already, and a POST that begins."""
    member = own_member(request, pk)
    if member.is_current or not works_for(request.user, member):
        return redirect("membership:own-member", pk=pk)
    if request.method == "POST":
        try:
            draft = services.begin_again(
                membership=member, actor=request.user, language=get_language() or "sv"
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("membership:own-member", pk=pk)
        start = reverse("membership:apply", kwargs={"region": member.agreement.region.slug})
        return redirect(f"{start}?arende={draft.reference}")
    return page(request, "own_join_again", member, form=ButtonForm(button=_("Begin the application")))


def _contact(member: Membership, pk: int) -> MemberContact:
    found = next((each for each in member.contacts_now if each.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _happenings(request: HttpRequest, member: Membership) -> list[dict[str, Any]]:
    """The newest lines of the diary, newest first. The organisation reads who of its own did it; of staff only that it
    was the secretariat.
    """
    rows = member.events.select_related("actor").order_by("-at", "-pk")[:LATEST]
    secretariat = _("The secretariat")
    return [
        {
            "title": row.get_what_display(),
            "when": row.at,
            "text": row.note,
            "who": (secretariat if row.by_staff else str(row.actor)) if row.actor else "",
        }
        for row in rows
    ]
