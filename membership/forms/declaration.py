"""The last page of the application: what the organisation stands for, and its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership.forms.fields import FilesField, TextField
from membership.forms.page import PageForm
from membership.states import AttachmentKind

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

# Fields with files; each is called as the kind of attachment that comes of it.
PAPER_FIELDS = {AttachmentKind.STATUTES.value, AttachmentKind.MINUTES.value}


class DeclarationForm(PageForm):
    """What the organisation stands for (MEM-09): ticked, by whom and when. Where the region asks for them also its
    papers: the statutes, as files or where they can be read, and minutes that show the board. None must be there.
    """

    title = _("Declaration")

    declared = forms.BooleanField(
        label=_("Yes, our organisation stands behind this"),
        error_messages={
            "required": _("Tick the box if your organisation stands behind this. Otherwise you cannot join.")
        },
    )
    declared_by = TextField(
        label=_("Who declares this for the organisation?"),
        help_text=_(
            "First name and surname of somebody who may speak for the organisation, such as the chair."
        ),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name of the person who declares this.")},
    )

    statutes = FilesField(label=_("Your statutes"))
    statutes_at = TextField(
        label=_("Or where the statutes can be read"),
        help_text=_("For example an address on the web."),
        max_length=300,
        required=False,
    )
    minutes = FilesField(label=_("Minutes that show who is in your board"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            "statutes": self.agreement.asks_statutes,
            "statutes_at": self.agreement.asks_statutes,
            "minutes": self.agreement.asks_minutes,
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
                self.helper.layout.fields.remove(name)
        for name in PAPER_FIELDS & self.fields.keys():
            self.fields[name].help_text = _(
                "PDF or photo (JPEG or PNG), at most %(size)s MB at a time. You can choose several. "
                "If you do not have them at hand, leave this out: the group asks for them if it needs them."
            ) % {"size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}

    def kept_answers(self) -> dict[str, Any]:
        kept = super().kept_answers()
        if self.draft is not None:
            kept["declared_by"] = kept["declared_by"] or self.draft.contact_name
        return kept

    def answers(self) -> dict[str, Any]:
        answers = {name: said for name, said in super().answers().items() if name not in PAPER_FIELDS}
        return {**answers, "declared_at": timezone.now()}

    def papers(self) -> list[tuple[str, UploadedFile[bytes]]]:
        return [
            (name, upload)
            for name in sorted(PAPER_FIELDS)
            for upload in getattr(self, "cleaned_data", {}).get(name) or []
        ]
