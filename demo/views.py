"""The demo's pages: become somebody, and read the letters that were sent. Only under DEBUG, with demo data."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.sign_in import local_path
from agreement.public import public_regions
from demo import becoming, mailbox, people
from demo.numbers import free_number
from demo.seeding import is_seeded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

# A letter's HTML is somebody's text: it may look like itself and do nothing else.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def only_in_the_demo(view: View) -> View:
    """404 unless DEBUG and DEMO are on and `seed_demo` has run here, whatever the addresses say."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEBUG and settings.DEMO and is_seeded()):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(wrapper)


@only_in_the_demo
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Who you can be, and a tour through the whole flow."""
    regions: list[dict[str, Any]] = [
        {"region": region, "buttons": becoming.buttons(region)}
        for region in public_regions(request)
        if region.slug in people.REGIONS
    ]
    everybody = [button for each in regions for button in each["buttons"]] + [becoming.operator()]
    codes = becoming.current_codes([button.email for button in everybody])
    context = {
        "demo_regions": regions,
        "operator": becoming.operator(),
        "by_hand": [
            [
                {"label": _("Person"), "text": button.name},
                {"label": _("E-mail"), "text": button.email},
                {"label": _("Code of the app now"), "text": codes[button.email]},
            ]
            for button in everybody
            if button.email in codes
        ],
        "tour": _tour(regions[0]) if regions else None,
        "free_number": free_number(),
        "nav_section": "demo",
    }
    return render(request, "demo/start.html", context)


@only_in_the_demo
@require_POST
def become(request: HttpRequest, key: str) -> HttpResponse:
    """One click: signed in, second factor included, on the page where this person's work is."""
    user = becoming.find(key)
    if user is None:
        raise Http404
    becoming.become(request, user)
    messages.success(request, _("You are now %(name)s.") % {"name": user.name})
    return redirect(local_path(request.POST.get("next")) or becoming.landing(user))


@only_in_the_demo
@require_POST
def be_nobody(request: HttpRequest) -> HttpResponse:
    """Sign out, back to the demo's start."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("demo:start")


@only_in_the_demo
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The letters, the newest first."""
    page = Paginator(mailbox.newest_first(), 30).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "letters": list(mailbox.summaries(list(page.object_list))),
        "has_folder": mailbox.folder() is not None,
        "nav_section": "demo",
    }
    return render(request, "demo/mail.html", context)


@only_in_the_demo
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter: headers, text, attachments."""
    path = _letter(name)
    message = mailbox.read(path)
    facts = [
        (_("Sender"), message["From"]),
        (_("Recipient"), message["To"]),
        (_("Answers go to"), message["Reply-To"]),
        (_("Sent"), date_format(timezone.localtime(mailbox.sent_at(message, path)), "DATETIME_FORMAT")),
        (_("Message-ID"), message["Message-ID"]),
    ]
    context = {
        "name": name,
        "subject": str(message["Subject"] or ""),
        "headers": [{"label": label, "value": str(value)} for label, value in facts if value],
        "text": mailbox.body(message, "plain"),
        "has_html": bool(mailbox.body(message, "html")),
        "attachments": mailbox.attachments(message),
        "nav_section": "demo",
    }
    return render(request, "demo/letter.html", context)


@only_in_the_demo
@require_safe
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    """The letter's HTML half, alone and under a policy of its own: no script, no form, no fetching, no origin."""
    html = mailbox.body(mailbox.read(_letter(name)), "html")
    if not html:
        raise Http404
    return HttpResponse(html, headers={"Content-Security-Policy": LETTER_POLICY})


@only_in_the_demo
@require_safe
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A file that came with a letter, to download."""
    for found in mailbox.attachments(mailbox.read(_letter(name))):
        if found.number == number:
            is_pdf = found.content_type == "application/pdf"
            answer = HttpResponse(
                found.content, content_type="application/pdf" if is_pdf else "application/octet-stream"
            )
            disposition = content_disposition_header(True, found.filename)
            answer.headers["Content-Disposition"] = disposition or "attachment"
            return answer
    raise Http404


def _letter(name: str) -> Path:
    path = mailbox.find(name)
    if path is None:
        raise Http404
    return path


def _tour(shown: dict[str, Any]) -> dict[str, Any]:
    """Whose buttons the tour presses, in the first region."""
    listed = shown["buttons"]
    slug = shown["region"].slug
    new = next(person for person in people.PEOPLE[slug] if person.part == people.NEW)
    secretary = next(person for person in people.PEOPLE[slug] if person.part == people.PROCESS_LEADER)
    regular = {person.key for person in people.PEOPLE[slug]}
    leaders = [button for button in listed if button.key not in regular]
    by_key = {button.key: button for button in listed}
    return {
        "region": shown["region"],
        "applicant": by_key[new.key],
        "leader": leaders[-1] if leaders else by_key[secretary.key],
        "secretary": by_key[secretary.key],
    }
