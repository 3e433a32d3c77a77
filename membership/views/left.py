"""Buttons under the offer of a draft that was left with the person's address: go on with it, or say: not mine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import OwnRequest, own_button, require_form
from membership.models import Application
from membership.services.left_drafts import disown_left_draft, take_left_draft
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from django.http import HttpResponse


@own_button("membership:my-pages")
@require_form
def take(request: OwnRequest, reference: str) -> HttpResponse:
    """Take it and go on where it was left; a GET leads to the offer. What is not left for the person does not exist."""
    if request.method != "POST":
        return redirect("membership:my-pages")
    try:
        draft = take_left_draft(reference=reference, user=request.user)
    except StepNotAllowed:
        own = Application.objects.of(request.user).filter(reference=reference)
        taken = own.select_related("agreement__region").first()
        if taken is None:
            raise Http404 from None
        draft = taken  # the other click of a double click was faster
    start = reverse("membership:apply", kwargs={"region": draft.agreement.region.slug})
    return redirect(f"{start}?arende={draft.reference}")


@own_button("membership:my-pages")
@require_form
def disown(request: OwnRequest, reference: str) -> HttpResponse:
    """Not theirs: it is never offered again. A GET leads to the offer."""
    if request.method != "POST":
        return redirect("membership:my-pages")
    try:
        disown_left_draft(reference=reference, user=request.user)
    except StepNotAllowed:
        raise Http404 from None
    messages.info(request, _("Thank you. We will not ask you about it again."))
    return redirect("membership:my-pages")
