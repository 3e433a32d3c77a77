"""The applicant completes an application: the pages that were asked for, files, an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import require_form
from accounts.sign_in import sign_in_url
from membership.exceptions import AlreadyApplied, BadFile, TooManyFiles
from membership.forms.application import PAGES
from membership.forms.supplement import KINDS, SupplementForm
from membership.services import answer_supplement
from membership.services.supplements import attach, change_asked
from membership.views import drafts
from membership.views.my_pages import own_case
from membership.views.progress import asked_of
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from membership.models import Application, SupplementRequest


@never_cache
@require_form
def supplement(request: HttpRequest, reference: str) -> HttpResponse:
    """What is missing, the pages that are open, files and an answer. The POST sends it.

    A file that came with it is kept although something else was wrong, so that nobody has to choose it twice.
    """
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    application = own_case(request, reference)
    asked = _open(application)
    if asked is None:
        return _nothing_asked(request, application)
    has_more = bool(asked.attachments.all()) or _has_changed(application, asked)
    if request.method == "POST":
        form = SupplementForm(request.POST, request.FILES, has_more=has_more)
        form.is_valid()
        try:
            for field, upload in form.papers():
                try:
                    attach(application, actor=request.user, upload=upload, kind=KINDS[field])
                except TooManyFiles as refusal:
                    form.add_error(field, str(refusal))
                    break
                except BadFile as refusal:
                    form.add_error(field, f"{upload.name}: {refusal}")
            if form.is_valid():
                answer_supplement(application, actor=request.user, answer=form.cleaned_data["answer"])
                messages.success(request, _("Thank you! Your supplement has arrived."))
                return redirect(application.get_absolute_url())
        except Refusal:  # it was sent a moment ago, or the secretariat went on
            application.refresh_from_db()
            return _nothing_asked(request, application)
    elif typed := drafts.kept_page(request):
        form = SupplementForm(initial={"answer": "".join(typed.get("answer", []))}, has_more=has_more)
    else:
        form = SupplementForm(has_more=has_more)
    context = {
        "application": application,
        "asked": asked,
        "attachments": asked.attachments.order_by("pk"),
        "pages": [(_page_url(application, slug), PAGES[slug].title) for slug in asked.pages],
        "form": form,
        "nav_section": "my",
    }
    return render(request, "membership/supplement.html", context)


@never_cache
@require_form
def page(request: HttpRequest, reference: str, page: str) -> HttpResponse:
    """One page of the form, if it was asked for; every other page stays as it came in (404)."""
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    application = own_case(request, reference)
    asked = _open(application)
    if asked is None:
        return _nothing_asked(request, application)
    if page not in asked.pages:
        raise Http404
    home = reverse("membership:supplement", kwargs={"reference": reference})
    about: dict[str, Any] = {
        "agreement": application.agreement,
        "draft": application,
        "user": request.user,
    }
    if request.method == "POST":
        form = PAGES[page](request.POST, **about)
        if form.is_valid():
            try:
                if change_asked(application, actor=request.user, page=page, **form.answers()):
                    messages.success(request, _("Saved. Send the supplement when everything is ready."))
            except AlreadyApplied as refusal:
                form.add_error("number" if "number" in form.fields else None, str(refusal))
            except Refusal:
                application.refresh_from_db()
                return _nothing_asked(request, application)
            else:
                return redirect(home)
    elif typed := drafts.kept_page(request):
        form = PAGES[page](drafts.as_posted(typed), **about)
    else:
        form = PAGES[page](**about)
    context = {
        "application": application,
        "asked": asked,
        "form": form,
        "page_title": PAGES[page].title,
        "back_url": home,
        "nav_section": "my",
    }
    return render(request, "membership/supplement_page.html", context)


def _open(application: Application) -> SupplementRequest | None:
    return next((each for each in asked_of(application) if each.is_open), None)


def _has_changed(application: Application, asked: SupplementRequest) -> bool:
    """Whether answers were changed since it was asked."""
    return any(
        event.step == "answers_changed" and event.at >= asked.asked_at for event in application.events.all()
    )


def _page_url(application: Application, page: str) -> str:
    return reverse("membership:supplement-page", kwargs={"reference": application.reference, "page": page})


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        drafts.keep_page(request)
    return redirect(sign_in_url(request.path))


def _nothing_asked(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(request, _("Nothing is asked for now. Here you see where the case stands."))
    return redirect(application.get_absolute_url())
