"""Who is asking, and which meeting or item it is about; to everybody else it does not exist."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.sign_in import sign_in_url
from agreement.models import Body, Meeting
from meetings.exceptions import BadFile, Refusal
from meetings.models import Item
from meetings.permissions import Parts
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from accounts.models import User


class OwnRequest(HttpRequest):
    """A request of somebody who is signed in, as `own_page` hands it on."""

    user: User  # type: ignore[assignment]
    parts: Parts


def own_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of somebody who is signed in; never kept by a browser. The view gets `parts` on the request."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(sign_in_url(request.path))
        request.parts = Parts(request.user)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return page


def body_of(request: Any, pk: int) -> Body:
    """The group, if the person sits in it or keeps it; 404 otherwise."""
    found = (
        Body.objects.select_related("agreement__region").filter(pk=pk).first() if pk <= LARGEST_KEY else None
    )
    if found is None or not request.parts.sees(found):
        raise Http404
    return found


def meeting_of(request: Any, pk: int, *, keeper: bool = False) -> Meeting:
    """The meeting, to its group and the secretariat (`keeper`: to the secretariat only); 404 otherwise."""
    rows = Meeting.objects.select_related("body__agreement__region")
    found = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not request.parts.sees(found.body):
        raise Http404
    if keeper and not request.parts.keeps(found.body):
        raise Http404
    return found


def item_of(request: Any, pk: int) -> Item:
    """The item with `is_closed`, to its group and the secretariat; 404 otherwise."""
    rows = Item.objects.select_related("body__agreement__region", "meeting", "party", "proposed_by")
    found = rows.with_closed_to(request.user).filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not request.parts.sees(found.body):
        raise Http404
    return found


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    template: str,
    context: dict[str, Any],
    home: str,
    told: str,
) -> HttpResponse:
    """Show a form, or do what it asks for and lead `home`. What is refused is said above it, or at `file`."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except BadFile as refusal:
            form.add_error("file", str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told)
            return redirect(home)
    return render(request, template, {**context, "form": form, "home": home, "nav_section": "my"})
