"""What staff fill in when they register something. Forms check and hand over; services write. A decision's forms are in
`decision_forms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.admin.confirming import StaffForm, Words
from agreement.admin_scope import OneDay
from membership.forms.kept import KeepsFile
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from membership.models import SigningDocument


class CopyForm(StaffForm):
    """Only a button, and which signed copy was on the page when it was pressed."""

    copy = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteForm(CopyForm):
    """Why a new copy is needed."""

    note = Words(
        _("What is wrong with the copy?"),
        rows=5,
        help_text=_("The organisation reads exactly this in the letter. Say what to do."),
        ask=_("Say what is wrong, so that the organisation can put it right."),
    )


class PaperForm(KeepsFile, StaffForm):
    """A signature on paper: when, where, and a scan of it (MEM-19), which stays when another answer is wrong."""

    file_field = "upload"

    signed_on = forms.DateField(
        label=_("Date of the signature"),
        widget=OneDay(attrs={"class": "w-8"}),
        error_messages={"required": _("Write the day it was signed.")},
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("Where it was signed, for example Luleå."),
        error_messages={"required": _("Write the place where it was signed.")},
    )
    upload = forms.FileField(
        label=_("Scan or photo of the signed document"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, JPEG or PNG, at most 50 MB."),
        error_messages={
            "required": _("Choose the file with the scan."),
            "empty": _("The file is empty. Choose the file again."),
        },
    )

    def __init__(self, *args: Any, document: SigningDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The signature cannot be later than today."))
        if day < timezone.localdate(self.document.created_at):
            raise forms.ValidationError(_("The document did not exist on that day. Check the date."))
        return day
