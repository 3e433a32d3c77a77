"""What views of every room are wrapped in: a page of somebody who is signed in, a page with a form."""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.sign_in import sign_in_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

    from accounts.models import User

    View = Callable[..., HttpResponseBase]


class OwnRequest(HttpRequest):
    """A request of somebody who is signed in, as `own_page` hands it on."""

    user: User  # nobody else gets so far


# What Django's `require_safe` is for pages that only show: for those that ask, too.
require_form = require_http_methods(["GET", "HEAD", "POST"])


def own_page(view: View, back: Callable[..., str] | None = None, **made: Callable[[Any], Any]) -> View:
    """A page of somebody who is signed in: others come to the door first, and back. Never kept by a browser.

    `made`: what else the view finds on the request, made of it.
    """

    @never_cache
    @wraps(view)
    def page(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(sign_in_url(back(**kwargs) if back else request.path))
        for name, make in made.items():
            setattr(request, name, make(request))
        return view(request, *args, **kwargs)

    return page


def own_button(home: str, *by: str, **made: Callable[[Any], Any]) -> Callable[[View], View]:
    """`own_page` for a button: who has to sign in first comes back to the page `home` on which it stands, found by
    these of the view's own arguments; `made` as there.
    """

    def back(**kwargs: Any) -> str:
        return reverse(home, kwargs={name: kwargs[name] for name in by})

    return partial(own_page, back=back, **made)


def posted(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is bound to: words and files of a POST, nothing otherwise."""
    return (request.POST, request.FILES) if request.method == "POST" else ()
