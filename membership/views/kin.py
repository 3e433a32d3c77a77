"""Umbrella and branches: a member says who belongs to whom, and answers what others say (MEM-52)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.forms import ButtonForm
from accounts.pages import OwnRequest, own_button, own_page, posted, require_form
from membership import services
from membership.forms.kin import AnswerForm, KinForm
from membership.models import LinkStatement, OrganisationLink
from membership.services.links import TIED, may_answer
from membership.services.rejoining import membership_of_today
from membership.states import KinAnswer, KinSays
from membership.views.own_member import own_member, page
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from membership.models import Membership


@own_page
@require_form
def kin(request: OwnRequest, pk: int) -> HttpResponse:
    """Who belongs to whom, what waits for an answer, and a form that says something new."""
    member = own_member(request, pk)
    if (
        request.method == "POST" and not member.is_current
    ):  # ended while the page was open: it has no form now
        messages.error(request, _("The membership has ended."))
        return redirect("membership:kin", pk=pk)
    form = KinForm(*posted(request), membership=member)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="give_access", user=request.user):
            form.add_error(None, _("You have asked many today. Go on tomorrow, or write to us."))
        else:
            try:
                statement = services.state_link(
                    member,
                    actor=request.user,
                    other=form.cleaned_data["who"],
                    says=KinSays(form.cleaned_data["says"]),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                name = form.cleaned_data["who"].organisation.name
                done = _("Saved. It stands on both public pages.")
                asked = _("Sent. It is shown when %(name)s has said yes.") % {"name": name}
                messages.success(request, done if statement.answer == KinAnswer.YES else asked)
                return redirect("membership:kin", pk=pk)
    links = links_of(member)
    statements = LinkStatement.objects.open().between_whom()
    return page(
        request,
        "own_kin",
        member,
        form=form if member.is_current else None,
        may_end=_may_end(member),
        umbrellas=[each for each in links if each.branch_id == member.organisation_id],
        branches=[each for each in links if each.umbrella_id == member.organisation_id],
        questions=statements.filter(asked=member),
        statements=statements.filter(stated_by=member),
    )


@own_button("membership:kin", "pk")
@require_form
def answer(request: OwnRequest, pk: int, statement: int) -> HttpResponse:
    """What another one says, with yes and no; what one has said oneself, with a button that takes it back."""
    member = own_member(request, pk)
    back = redirect("membership:kin", pk=pk)
    found = _statement(member, statement)
    is_own = found.stated_by_id == member.pk
    if found.answered_at is not None:
        if request.method == "POST":
            messages.info(request, _("That has been answered already."))
        return back
    if request.method == "POST":
        try:
            if is_own:
                services.take_statement_back(found, actor=request.user)
                said = _("Taken back.")
            else:
                yes = "yes" in request.POST
                services.answer_link(found, actor=request.user, yes=yes)
                said = _("Saved. It stands on both public pages.") if yes else _("Saved. Nothing is shown.")
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return back
    if is_own:
        form: ButtonForm = ButtonForm(button=_("Take it back"))
    elif may_answer(request.user, found):
        form = AnswerForm()
    else:
        messages.info(request, TIED)
        return back
    return page(request, "own_kin_answer", member, form=form, statement=found, is_own=is_own)


@own_button("membership:kin", "pk")
@require_form
def end(request: OwnRequest, pk: int, link: int) -> HttpResponse:
    """They do not belong together any more: a page that asks, and a POST that does it."""
    member = own_member(request, pk)
    back = redirect("membership:kin", pk=pk)
    found = next((each for each in links_of(member) if each.pk == link), None)
    if found is None:
        if request.method == "POST":  # the other click of a double click was faster
            return back
        raise Http404
    if request.method == "POST":
        try:
            services.end_link(member, actor=request.user, link=found)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Removed."))
        return back
    if not _may_end(member):
        return back
    form = ButtonForm(button=_("Remove it"), danger=True)
    other = found.branch if found.umbrella_id == member.organisation_id else found.umbrella
    return page(request, "own_kin_end", member, form=form, other=other)


def _may_end(member: Membership) -> bool:
    """Whether links are ended from these pages: once an organisation has joined again, from those of today."""
    return member.is_current or membership_of_today(member) is None


def links_of(member: Membership) -> list[OrganisationLink]:
    """The links of the organisation, by the name of the other one."""
    mine = Q(umbrella=member.organisation_id) | Q(branch=member.organisation_id)
    rows = OrganisationLink.objects.filter(mine).select_related("umbrella", "branch")
    return list(rows.order_by("umbrella__name", "branch__name", "pk"))


def _statement(member: Membership, pk: int) -> LinkStatement:
    mine = Q(stated_by=member) | Q(asked=member)
    rows = LinkStatement.objects.between_whom().filter(mine)
    found: LinkStatement | None = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        raise Http404
    return found
