"""What an organisation sends when something was missing: words, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from membership.forms.fields import FilesField, TextField
from membership.states import AttachmentKind

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# Fields with files, and what comes of each: statutes and minutes name people, and are forgotten one day.
KINDS = {
    "statutes": AttachmentKind.STATUTES,
    "minutes": AttachmentKind.MINUTES,
    "attached": AttachmentKind.OTHER,
}


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
    statutes = FilesField(label=_("Your statutes"))
    minutes = FilesField(label=_("Minutes that show who is in your board"))
    attached = FilesField(label=_("Other files"))

    def __init__(self, *args: Any, has_more: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_more = has_more
        for name in KINDS:
            self.fields[name].help_text = _(
                "PDF or photo (JPEG or PNG), at most %(size)s MB at a time. You can choose several."
            ) % {"size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}

    def papers(self) -> list[tuple[str, UploadedFile[bytes]]]:
        """The files, and which field each came in."""
        return [(name, upload) for name in KINDS for upload in self.cleaned_data.get(name) or []]

    def clean(self) -> None:
        if self.has_more or "answer" not in self.cleaned_data:
            return
        if not self.cleaned_data["answer"] and not self.papers():
            self.add_error(
                "answer", forms.ValidationError(_("Write an answer, or choose a file."), code="required")
            )
