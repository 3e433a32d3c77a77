"""What an organisation sends when something was missing: words, and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from membership.forms.fields import FilesField, TextField


class SupplementForm(ButtonForm):
    """The answer to a request: words, files, or both. `has_more` says that there is something else already (changed
    answers, files that came before), so that both may be empty.
    """

    button = _("Send the supplement")

    answer = TextField(
        label=_("Your answer"),
        help_text=_("A few sentences are enough. If a file says it all, you can leave this empty."),
        max_length=4000,
        lines=True,
        awaited=True,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attached = FilesField(label=_("Files"))

    def __init__(self, *args: Any, has_more: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_more = has_more
        self.fields["attached"].help_text = _(
            "PDF or photo (JPEG or PNG), at most %(size)s MB at a time. You can choose several."
        ) % {"size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}

    def clean(self) -> None:
        if self.has_more or "answer" not in self.cleaned_data:
            return
        if not self.cleaned_data["answer"] and not self.cleaned_data.get("attached"):
            self.add_error(
                "answer", forms.ValidationError(_("Write an answer, or choose a file."), code="required")
            )
