"""A member leaves: which day, what it ends, a button; then a receipt, and a way back until the day comes (MEM-41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import ButtonForm
from accounts.pages import OwnRequest, own_button, own_page, posted, require_form
from accounts.sign_in import sign_in_url
from membership import leaving, services
from membership.forms.members import DayForm, WithdrawalForm
from membership.permissions import works_for
from membership.views.asking import done
from membership.views.files import send_file
from membership.views.own_member import own_member, page
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@own_page
@require_form
def withdrawal(request: OwnRequest, pk: int) -> HttpResponse:
    """Before: the day, then what ends on it, and a button. After: the receipt. The day stands in the address; nothing
    is written until the button is pressed.
    """
    member = own_member(request, pk)
    given = member.open_withdrawal
    if given is not None:
        may_regret = given.may_be_regretted and services.may_regret(request.user, given)
        return page(request, "own_withdrawal_receipt", member, withdrawal=given, may_regret=may_regret)
    if not member.is_current:
        return redirect("membership:own-member", pk=pk)
    if not works_for(request.user, member):
        paper = reverse("admin:membership_membership_withdrawal", args=[pk])
        return redirect(paper)
    asked = request.POST if request.method == "POST" else request.GET
    day_form = DayForm(asked if "dag" in asked else None)
    if not (day_form.is_bound and day_form.is_valid()):
        return page(request, "own_withdrawal_day", member, form=day_form)
    day = day_form.cleaned_data["dag"]
    form = WithdrawalForm(*posted(request), day=day)
    if request.method == "POST" and form.is_valid():
        said = {"effective_on": day, **form.cleaned_data}
        done(request, lambda: services.withdraw_membership(membership=member, actor=request.user, **said))
        return redirect("membership:withdrawal", pk=pk)
    consequences = leaving.tell(member, day)
    return page(request, "own_withdrawal", member, form=form, day=day, consequences=consequences)


@own_button("membership:withdrawal", "pk")
@require_form
def regret(request: OwnRequest, pk: int) -> HttpResponse:
    """Change one's mind before the day: a page that asks, and a POST that does it."""
    home = reverse("membership:withdrawal", kwargs={"pk": pk})
    member = own_member(request, pk)
    given = member.open_withdrawal
    if given is None:
        return redirect("membership:own-member", pk=pk)
    if request.method == "POST":
        told = _("Taken back. You remain a member.")
        if done(request, lambda: services.regret_withdrawal(withdrawal=given, actor=request.user), told):
            return redirect("membership:own-member", pk=pk)
        return redirect(home)
    if not given.may_be_regretted or not services.may_regret(request.user, given):
        return redirect(home)
    form = ButtonForm(button=_("Take the withdrawal back"))
    return page(request, "own_withdrawal_regret", member, withdrawal=given, form=form, back=home)


@require_safe
def paper(request: HttpRequest, pk: int, withdrawal: int) -> HttpResponseBase:
    """The scanned paper, byte for byte as it came in, to the organisation's people and the secretariat."""
    if not request.user.is_authenticated:
        return redirect(sign_in_url(request.path))
    member = own_member(request, pk)
    found = member.withdrawals.filter(pk=withdrawal).first() if withdrawal <= LARGEST_KEY else None
    if found is None or not found.stored_name:
        raise Http404
    return send_file(found.stored_name, found.filename, found.content_type)
