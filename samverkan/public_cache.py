"""Pages that everybody sees alike are rendered once and answered before anything else runs.

A view opts in with `agreement.public.public_page`. The answer is kept in the process's memory with its headers, and
thrown away when the stamp changes: a row that every change of public content raises in its own transaction. A process
asks for the stamp at most once in `STAMP_SECONDS`, so another process's change shows within that time; its own change
shows at once.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpResponse, HttpResponseNotModified

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

STAMP_SECONDS = 0.5
LONGEST = 60.0  # pages that speak of dates change at midnight without anybody writing
MOST_PAGES = 512
MOST_BYTES = 256 * 1024  # a whole adopted text, and room to spare
PUBLIC_ROOMS = (
    *("agreement", "membership.Membership", "membership.Organisation", "membership.OrganisationLink"),
    *("membership.MemberContact", "membership.MemberProfile", "membership.MemberField"),
    *("nominations", "meetings", "actionplan"),
    # Who registers for an event, or is invited, changes no page.
    "events.Event",
)

_lock = Lock()
_pages: OrderedDict[tuple[str, ...], tuple[int, float, HttpResponse]] = OrderedDict()
_stamp = [0, 0.0]  # the last stamp seen, and when


class PublicPageCache:
    """Answers GETs without cookies from memory; gives every public page an ETag."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        # With a question (?q=…) there are as many pages as questions: nobody shall push the front page out with them.
        if (
            request.method != "GET"
            or meta.get("QUERY_STRING")
            or "HTTP_COOKIE" in meta
            or "HTTP_AUTHORIZATION" in meta
        ):
            return self.get_response(request)
        key = (
            meta.get("HTTP_HOST", ""),
            meta.get("HTTP_X_FORWARDED_PROTO", meta.get("wsgi.url_scheme", "")),
            meta.get("HTTP_X_FORWARDED_HOST", ""),
            request.path,
        )
        now = time.monotonic()
        stamp = _current_stamp(now)
        kept = _pages.get(key)
        if kept and kept[0] == stamp and now - kept[1] < LONGEST:
            _touch(key)
            return _answer(request, kept[2])
        response = self.get_response(request)
        if (
            getattr(response, "public_page", False)
            and response.status_code == 200
            and not response.streaming
            and not response.cookies
            and len(response.content) <= MOST_BYTES
        ):
            digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
            response["ETag"] = f'"{digest}"'
            response["Cache-Control"] = "no-cache"
            with _lock:
                _pages[key] = (stamp, now, _copy(response))
                _pages.move_to_end(key)
                while len(_pages) > MOST_PAGES:
                    _pages.popitem(last=False)
            return _answer(request, response)
        return response


def _touch(key: tuple[str, ...]) -> None:
    """What is read stays: a crawler through every member's page does not push the front page out."""
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)


def _answer(request: HttpRequest, kept: HttpResponse) -> HttpResponse:
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    # Proxies that compress make our tag a weak one (W/"…"), and a browser may know several.
    if known and kept.headers["ETag"] in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        answer: HttpResponse = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary"):  # what a 304 must repeat (RFC 9110, 15.4.5)
            if name in kept.headers:
                answer.headers[name] = kept.headers[name]
        return answer
    return _copy(kept)


def _copy(response: HttpResponse) -> HttpResponse:
    """A fresh answer with the same body and headers, for servers and middleware may change what they get."""
    copy = HttpResponse(response.content, status=response.status_code)
    copy.headers._store = dict(response.headers._store)
    return copy


def _current_stamp(now: float) -> int:
    if now - _stamp[1] >= STAMP_SECONDS:
        try:
            _stamp[0] = _read_stamp()
        except DatabaseError:
            # The database is away: keep showing what everybody could read a moment ago.
            pass
        _stamp[1] = now
    return int(_stamp[0])


def _read_stamp() -> int:
    PublicStamp = apps.get_model("agreement", "PublicStamp")
    return PublicStamp.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def changed() -> None:
    """Public content changed: raise the stamp in the running transaction, and look again once it commits."""
    PublicStamp = apps.get_model("agreement", "PublicStamp")
    if not PublicStamp.objects.filter(pk=1).update(number=F("number") + 1):
        PublicStamp.objects.get_or_create(pk=1, defaults={"number": 1})
    transaction.on_commit(forget)


def forget() -> None:
    """Throw away what this process keeps (also for tests)."""
    with _lock:
        _pages.clear()
        _stamp[1] = 0.0


def watch() -> None:
    """Raise the stamp whenever a row that public pages show is saved or removed.

    A signal, although the house avoids them: the alternative is a call in every service, admin page and command, and
    the one that is forgotten shows the public yesterday's page.
    """
    post_save.connect(_on_person, sender=apps.get_model("accounts", "User"), dispatch_uid="public-person")
    for model in apps.get_models():
        label = model._meta.label
        if label == "agreement.PublicStamp" or not any(
            label == room or label.startswith(f"{room}.") for room in PUBLIC_ROOMS
        ):
            continue
        for signal in (post_save, post_delete):
            signal.connect(_on_change, sender=model, dispatch_uid=f"public-{label}-{id(signal)}")
        for field in model._meta.many_to_many:
            m2m_changed.connect(
                _on_change, sender=getattr(model, field.name).through, dispatch_uid=f"public-{field}"
            )


def _on_change(sender: Any, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        changed()


def _on_person(sender: Any, **kwargs: Any) -> None:
    """A group's page names who sits there. Somebody new sits nowhere yet, and signing in changes no name."""
    named = kwargs.get("update_fields")
    if not kwargs["created"] and (named is None or "name" in named):
        _on_change(sender, **kwargs)


if settings.DEBUG:
    LONGEST = 1.0  # templates change under a developer's hands
