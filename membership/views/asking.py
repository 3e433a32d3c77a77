"""Pages that ask for something and do it, and buttons that do it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render

from membership.exceptions import BadFile
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse


def ask(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    context: dict[str, Any],
    home: str,
    told: str = "",
    template: str = "membership/step.html",
    file_field: str = "file",
) -> HttpResponse:
    """Show a form, or do what it asks for and lead `home`. What is refused is said above it, or at `file_field`."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except BadFile as refusal:
            form.add_error(file_field, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if told:
                messages.success(request, told)
            return redirect(home)
    return render(request, template, {**context, "form": form, "home": home, "nav_section": "my"})


def done(request: HttpRequest, act: Callable[[], Any], told: str = "") -> bool:
    """Whether it was done: that, or what refused it, is said on the next page."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if told:
        messages.success(request, told)
    return True
