"""A look at a file without taking it home: its pages as pictures, for whoever may download it."""

from __future__ import annotations

import base64
import logging
import re
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import own_page
from membership.permissions import has_access
from membership.views.files import download, open_file
from relay.draw_pages import AT_ONCE
from relay.drawing import draw
from relay.exceptions import CannotDraw, Drawing, DrawnEnough

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

    from membership.views.files import StoredFile
    from relay.drawing import Drawn

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sheet:
    """A page on the page. Its picture lies in the answer itself, so that one visit is one drawing."""

    number: int
    source: str  # empty where it could not be drawn
    width: int = 0
    height: int = 0


def addresses(route: str, name: str, find: Callable[..., StoredFile]) -> list[URLPattern]:
    """A file's two addresses: to download it, and (`<name>-look`) to look at it. One function finds it for both."""
    return [
        path(route, download(find), name=name),
        path(f"{route}titta/", _look(find), name=f"{name}-look"),
    ]


def _look(find: Callable[..., StoredFile]) -> Callable[..., HttpResponseBase]:
    @own_page
    @require_safe
    @wraps(find)
    def view(request: HttpRequest, **where: Any) -> HttpResponse:
        file = find(request, **where)
        try:
            with open_file(file.stored_name) as content:
                drawn = draw(content, file.content_type, whose=request.user.pk, first=_asked_for(request))
        except CannotDraw:
            logger.warning("pages_not_drawn", extra={"stored_name": file.stored_name})
            return _page(
                request, file, trouble=_("The pages cannot be shown here. You can download the file.")
            )
        except Drawing:
            trouble = _("Other pages are being drawn just now. Try again in a moment.")
            return _later(
                _page(request, file, trouble=trouble, again=request.get_full_path()), 503, seconds=5
            )
        except DrawnEnough:
            trouble = _(
                "You have looked at very much in a short time. Wait ten minutes, or download the file."
            )
            return _later(_page(request, file, trouble=trouble), 429, seconds=600)
        if not drawn.pictures:
            raise Http404
        return _page(
            request,
            file,
            drawn,
            sheets=_sheets(drawn),
            before=max(1, drawn.first - AT_ONCE) if drawn.first > 1 else 0,
            behind=drawn.last + 1 if drawn.last < drawn.total else 0,
        )

    return view


def _later(response: HttpResponse, status: int, *, seconds: int) -> HttpResponse:
    response.status_code, response.headers["Retry-After"] = status, str(seconds)
    return response


def _page(request: HttpRequest, file: StoredFile, drawn: Drawn | None = None, **context: Any) -> HttpResponse:
    own = file.application is not None and has_access(request.user, file.application)
    context |= {
        "file": file,
        "file_url": request.path.removesuffix("titta/"),
        "home": _home(file, own=own),
        "rows": _facts(file, drawn, own=own),
        "drawn": drawn,
        "nav_section": "my" if own else "",
    }
    return render(request, "membership/look.html", context)


def _asked_for(request: HttpRequest) -> int:
    """The first page that was asked for; what is no number of a page is the first of all."""
    asked = request.GET.get("fran", "")
    return max(1, int(asked)) if re.fullmatch("[0-9]{1,6}", asked) else 1


def _home(file: StoredFile, *, own: bool) -> str:
    """Where the file lies: the case, as its own people or as staff see it."""
    if file.application is None:
        return reverse("admin:membership_reviewitem_changelist")
    if own:
        return reverse("membership:case", args=[file.application.reference])
    return reverse("admin:membership_reviewitem_change", args=[file.application.pk])


def _facts(file: StoredFile, drawn: Drawn | None, *, own: bool) -> list[dict[str, Any]]:
    moment = date_format(localtime(file.came), "j F Y H:i")
    rows: list[dict[str, Any]] = [
        {"label": _("Received") if file.sender else _("Made"), "value": moment},
        {"label": _("From"), "value": file.sender or _("the portal")},
        {"label": _("Size"), "value": filesizeformat(file.size)},
    ]
    if own:
        del rows[1]  # who of the secretariat registered a paper is no business of the case's own pages
    if drawn:
        rows.append({"label": _("Pages"), "value": drawn.total})
    return rows


def _sheets(drawn: Drawn) -> list[Sheet]:
    return [
        Sheet(
            number,
            f"data:image/webp;base64,{base64.b64encode(each.content).decode()}",
            each.width,
            each.height,
        )
        if each
        else Sheet(number, "")
        for number, each in enumerate(drawn.pictures, drawn.first)
    ]
