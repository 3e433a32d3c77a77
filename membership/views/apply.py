"""The application form: a start page, four short pages, check your answers, receipt.

Each page is saved by its POST and answered with a redirect; a GET changes nothing. The draft begins with the first
valid page. Before sign-in it belongs to the browser; on the contact page the address is confirmed by a code, which is
the sign-in, and the draft becomes that person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pages import OwnRequest, own_button, posted, require_form
from accounts.sign_in import send_code, sign_in_url
from agreement.public import public_region
from membership.exceptions import BadFile, Incomplete, OftenWritten, TooMany, TooManyFiles
from membership.forms.application import PAGES
from membership.forms.case import SubmitForm
from membership.forms.page import GOES_ON
from membership.models import Application
from membership.services import begin_application, change_application, missing_pages, submit_application
from membership.services.applications import effects_on
from membership.services.attachments import attach_paper, remove_paper
from membership.services.left_drafts import offered_to
from membership.services.recognition import twin_of
from membership.states import Status
from membership.views import drafts
from membership.views.answers import answer_rows, effect_rows
from membership.views.asking import done
from membership.views.progress import deciding_group, next_meeting
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Region
    from membership.forms.page import PageForm
    from membership.services.recognition import Twin

CHECK = "kontrollera"
NEEDS_SIGN_IN = ("intygande", CHECK)
WITH_PAPERS = ("intygande",)
MINUTES = 10  # how long it takes, as the start page promises


@never_cache
@require_form
def start(request: HttpRequest, region: str) -> HttpResponse:
    """What is asked, how long it takes, what it gives today; and the way on, also to a draft begun before.

    A POST lets go of a draft that only this browser holds.
    """
    place = public_region(request, region)
    if request.method == "POST":
        drafts.let_go(request, place)
        messages.info(request, _("What you had written in this browser is forgotten."))
        return redirect("membership:apply", region=place.slug)
    if request.user.is_authenticated and "arende" in request.GET:
        drafts.choose(request, place, request.GET["arende"])
    draft = drafts.current_draft(request, place)
    here = reverse("membership:apply", kwargs={"region": place.slug})
    offered = offered_to(request.user, place) if request.user.is_authenticated else []
    context = {
        **_common(place),
        "draft": draft,
        "more": draft is not None and drafts.has_more(request, place, draft),
        "first_page": next(iter(PAGES)),
        "left": [each for each in offered if each != draft],
        "next_page": _next_page(draft) if draft else next(iter(PAGES)),
        "sent": None if draft else drafts.last_sent(request, place),
        "effects": effect_rows(effects_on(place.agreement, timezone.localdate())),
        "today": timezone.localdate(),
        "minutes": MINUTES,
        "pages": [form.title for form in PAGES.values()],
        "sign_in_url": sign_in_url(here),
    }
    return render(request, "membership/apply_start.html", context)


@never_cache
@require_form
def page(request: HttpRequest, region: str, page: str) -> HttpResponse:
    """One page of the form. Pages are taken in order; what is missing is said, never skipped."""
    if page not in (*PAGES, CHECK):
        raise Http404
    place = public_region(request, region)
    draft = drafts.draft_of_page(request, place, is_first=page == next(iter(PAGES)))
    if detour := _detour(request, place, page, draft):
        return detour
    if page == CHECK:
        assert draft is not None  # noqa: S101 -- the detour has said so
        return _check(request, place, draft)
    return _ask(request, place, page, draft)


@never_cache
@require_safe
def receipt(request: HttpRequest, region: str, reference: str = "") -> HttpResponse:
    """It has arrived: reference, time, what happens next. Without a reference: the newest one."""
    place = public_region(request, region)
    if not request.user.is_authenticated:
        return redirect(sign_in_url(request.path))
    received = Application.objects.of(request.user).received().filter(agreement__region=place)
    if not reference:
        newest = received.order_by("-submitted_at").first()
        if newest is None:
            return redirect("membership:apply", region=place.slug)
        return redirect("membership:receipt", region=place.slug, reference=newest.reference)
    application = get_object_or_404(received.select_related("agreement__region"), reference=reference)
    context = {
        **_common(place),
        "application": application,
        "group": deciding_group(application),
        "next_meeting": next_meeting(application),
        "rows": answer_rows(application),
        "effects": effect_rows(application.effects),
    }
    return render(request, "membership/apply_receipt.html", context)


def _detour(request: HttpRequest, place: Region, page: str, draft: Application | None) -> HttpResponse | None:
    """Where to go instead, if this page cannot be shown or sent now."""
    first = next(iter(PAGES))
    if draft is None:
        if (sent := drafts.last_sent(request, place)) and "ny" not in request.GET:
            return redirect("membership:receipt", region=place.slug, reference=sent)
        is_ours = GOES_ON in request.POST and not request.user.is_authenticated
        if page == first and not is_ours:
            return None
        if page == CHECK and _has_handed_in(request, place):  # the other click of a double click was faster
            return redirect("membership:receipt", region=place.slug)
        if request.method == "POST" and not request.user.is_authenticated:
            drafts.keep_page(request)
            messages.info(
                request,
                _(
                    "You had been away for a while. Sign in with your e-mail address and go on where you were."
                ),
            )
            return redirect(sign_in_url(request.path))
        messages.info(request, _("There is no application under way here. Begin on this page."))
        return redirect("membership:apply", region=place.slug)
    missing = missing_pages(draft)
    if page in NEEDS_SIGN_IN and not request.user.is_authenticated and "kontakt" not in missing:
        messages.info(
            request,
            _("Confirm your e-mail address first: save this page, and we send a code to the address."),
        )
        return redirect("membership:apply-page", region=place.slug, page="kontakt")
    order = list(PAGES)
    if page != CHECK and missing and order.index(missing[0]) < order.index(page):
        messages.info(request, _("This page comes first."))
        return redirect("membership:apply-page", region=place.slug, page=missing[0])
    return None


def _has_handed_in(request: HttpRequest, place: Region) -> bool:
    return Application.objects.of(request.user).received().filter(agreement__region=place).exists()


def _ask(request: HttpRequest, place: Region, page: str, draft: Application | None) -> HttpResponse:
    form_class = PAGES[page]
    about: dict[str, Any] = {"agreement": place.agreement, "draft": draft, "user": request.user}
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **about)
        form.is_valid()
        if draft is not None and form.papers() and not _take_in(request, draft, form):
            return redirect("membership:receipt", region=place.slug)
        if form.is_valid():
            if draft is None and not ratelimit.consume(request, action="begin_application"):
                form.add_error(None, str(TooMany()))
            elif not _may_write_address(request, draft, form):
                form.add_error("contact_email", str(OftenWritten()))
            else:
                return _save(request, place, page, draft, form)
    elif typed := drafts.kept_page(request):
        form = form_class(drafts.as_posted(typed), **about)
    else:
        form = form_class(**about)
    order = list(PAGES)
    step = order.index(page)
    context = {
        **_common(place),
        "form": form,
        "twin": _twin(request, draft),
        "draft": draft,
        "page": page,
        "papers": draft.papers if draft is not None and page in WITH_PAPERS else [],
        "page_title": form_class.title,
        "step": step + 1,
        "total": len(order) + 1,
        "back_url": _page_url(place, order[step - 1])
        if step
        else reverse("membership:apply", kwargs={"region": place.slug}),
    }
    return render(request, "membership/apply_page.html", context)


def _may_write_address(request: HttpRequest, draft: Application | None, form: PageForm) -> bool:
    """Whether the draft may take the address: whoever has it is offered all drafts that nobody has claimed, so one who
    is not signed in does not write many of them for a stranger.
    """
    email = form.answers().get("contact_email")
    if not email or request.user.is_authenticated or (draft is not None and draft.contact_email == email):
        return True
    return bool(ratelimit.consume(request, action="write_an_address", key=email))


def _take_in(request: HttpRequest, draft: Application, form: PageForm) -> bool:
    """Keep the files at once, so that nobody chooses one twice because another answer is wrong. Where a file is not
    what it should be the form says so. Whether the draft is still one.
    """
    try:
        drafts.take_over(request, draft)
        for kind, upload in form.papers():
            try:
                attach_paper(draft, actor=request.user, kind=kind, upload=upload)  # type: ignore[arg-type]
            except TooManyFiles as refusal:
                form.add_error(kind, str(refusal))
                break
            except BadFile as refusal:
                form.add_error(kind, f"{upload.name}: {refusal}")
    except Refusal:  # handed in a moment ago, in another tab
        return False
    return True


@own_button("membership:my-pages")
@require_form
def remove(request: OwnRequest, reference: str, pk: int) -> HttpResponse:
    """Take a file out of a draft; leads back to the page where it stood. A GET does only that."""
    draft = get_object_or_404(
        Application.objects.of(request.user).select_related("agreement__region"), reference=reference
    )
    drafts.choose(request, draft.agreement.region, reference)
    if request.method == "POST" and pk <= LARGEST_KEY:
        done(request, lambda: remove_paper(draft, actor=request.user, pk=pk), _("The file is removed."))
    return redirect("membership:apply-page", region=draft.agreement.region.slug, page=WITH_PAPERS[0])


def _save(
    request: HttpRequest, place: Region, page: str, draft: Application | None, form: PageForm
) -> HttpResponse:
    """Keep the answers and go on; after the contact page through the code, if nobody is signed in yet."""
    answers = form.answers()
    try:
        if draft is None:
            user = request.user if request.user.is_authenticated else None
            draft = begin_application(
                agreement=place.agreement, language=get_language() or "sv", user=user, **answers
            )
        else:
            drafts.take_over(request, draft)
            change_application(application=draft, **answers)
        drafts.hold(request, draft)
    except Refusal:  # handed in a moment ago, in another tab
        return redirect("membership:receipt", region=place.slug)
    if page == "kontakt" and not request.user.is_authenticated:
        return send_code(request, draft.contact_email, _page_url(place, _next_page(draft, after=page)))
    return redirect("membership:apply-page", region=place.slug, page=_next_page(draft, after=page))


def _check(request: HttpRequest, place: Region, draft: Application) -> HttpResponse:
    """Check your answers; a POST hands in what was shown, and nothing that was changed elsewhere meanwhile."""
    form = SubmitForm(*posted(request), draft=draft)
    missing = missing_pages(draft)
    if request.method == "POST" and form.is_valid():
        try:
            if missing or not request.user.is_authenticated:
                raise Incomplete(missing)
            if not ratelimit.consume(request, action="submit_application", user=request.user):
                raise TooMany
            drafts.take_over(request, draft)
            submit_application(application=draft, actor=request.user)
        except Refusal as refusal:
            now = Application.objects.filter(pk=draft.pk).first()
            if now is None:  # thrown away in another tab
                return redirect("membership:apply", region=place.slug)
            draft = now
            if draft.status != Status.DRAFT:  # the other click of a double click was faster
                return redirect("membership:receipt", region=place.slug, reference=draft.reference)
            form.add_error(None, str(refusal))
        else:
            drafts.was_sent(request, draft)
            return redirect("membership:receipt", region=place.slug, reference=draft.reference)
    context = {
        **_common(place),
        "form": form,
        "twin": _twin(request, draft),
        "draft": draft,
        "rows": answer_rows(draft, change=True),
        "missing": [(_page_url(place, slug), PAGES[slug].title) for slug in missing],
        "effects": effect_rows(effects_on(place.agreement, timezone.localdate())),
        "step": len(PAGES) + 1,
        "total": len(PAGES) + 1,
        "back_url": _page_url(place, list(PAGES)[-1]),
    }
    return render(request, "membership/apply_check.html", context)


def _next_page(draft: Application, *, after: str = "") -> str:
    """The page to go on with: check your answers once nothing is missing, else the next one in order."""
    missing = missing_pages(draft)
    if not missing:
        return CHECK
    order = list(PAGES)
    return order[order.index(after) + 1] if after and after != order[-1] else missing[0]


def _twin(request: HttpRequest, draft: Application | None) -> Twin | None:
    """Somebody else's application is hinted at only to people whose address is known: nobody tries numbers unseen."""
    return twin_of(draft, request.user) if draft is not None and request.user.is_authenticated else None


def _page_url(place: Region, page: str) -> str:
    return reverse("membership:apply-page", kwargs={"region": place.slug, "page": page})


def _common(place: Region) -> dict[str, Any]:
    return {"nav_section": "join", "place": place, "agreement": place.agreement}
