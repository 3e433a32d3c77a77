"""A draft is thrown away: a page that asks, and a POST that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms import ButtonForm
from accounts.pages import OwnRequest, own_button, require_form
from membership.services.thrown_away import throw_draft_away
from membership.states import Status
from membership.views.asking import done
from membership.views.my_pages import own_case

if TYPE_CHECKING:
    from django.http import HttpResponse

    from membership.models import Application


@own_button("membership:case", "reference")
@require_form
def throw_away(request: OwnRequest, reference: str) -> HttpResponse:
    """For whoever is the only one with the draft; one of several is led to where they leave it to the others."""
    try:
        draft = own_case(request, reference)
    except Http404:
        if request.method == "POST":  # the other click of a double click was faster
            return redirect("membership:my-pages")
        raise
    if draft.status != Status.DRAFT:
        return redirect(draft)
    own = draft.access.get(user=request.user)
    if draft.access.exclude(pk=own.pk).exists():
        messages.info(
            request,
            _(
                "You are not the only one with this draft. Here you leave it to the others. If nobody needs it: end "
                "their access first, then you can throw it away."
            ),
        )
        return redirect("membership:remove-person", reference=reference, pk=own.pk)
    if request.method == "POST":
        told = _("The draft is thrown away.")
        if done(request, lambda: throw_draft_away(application=draft, actor=request.user), told):
            return redirect("membership:my-pages")
        return redirect(draft)
    context = {
        "title": _("Do you want to throw the draft away?"),
        "lead": _what_goes(draft),
        "text": _("It cannot be undone. It has not been sent, so we have not seen it."),
        "form": ButtonForm(button=_("Throw the draft away"), danger=True),
        "home": draft.get_absolute_url(),
        "nav_section": "my",
    }
    return render(request, "membership/step.html", context)


def _what_goes(draft: Application) -> str:
    values = {"name": draft.name or draft.reference, "files": len(draft.papers)}
    if not draft.papers:
        return _("Everything you have written in the application for %(name)s goes.") % values
    return (
        ngettext(
            "Everything you have written in the application for %(name)s goes, and the file with it.",
            "Everything you have written in the application for %(name)s goes, and the %(files)d files with it.",
            len(draft.papers),
        )
        % values
    )
