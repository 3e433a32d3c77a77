"""What every page on which staff confirm a step has: a form without its tag, words for what it does, one button."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Words(forms.CharField):
    """A few lines. Whoever leaves them out reads `ask`; where there is nothing to ask for they may be left out."""

    def __init__(
        self, label: _StrPromise, *, ask: _StrPromise | None = None, rows: int = 3, **more: Any
    ) -> None:
        super().__init__(
            label=label,
            required=ask is not None,
            widget=forms.Textarea(attrs={"rows": rows}),
            **{"max_length": 2000, "error_messages": {"required": ask} if ask else None, **more},
        )


class StaffForm(forms.Form):
    """A form on a page of its own: the page draws the form tag and the button, and the server has the last word."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class StepPage(ABC):
    """A step's confirm page. `step` is its name in the room's table of steps, `slug` its part of the address."""

    step: str
    slug: str
    title: _StrPromise
    button: _StrPromise
    danger = False

    @abstractmethod
    def consequences(self, row: Any, /) -> list[str]:
        """What pressing the button does, in order, in words."""
