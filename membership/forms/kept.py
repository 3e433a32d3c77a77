"""A form whose file is not lost when another answer is wrong; works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from membership.exceptions import BadFile
from membership.services.kept_files import as_upload, keep_file, kept_file

if TYPE_CHECKING:
    from accounts.models import User


class KeepsFile(forms.Form):
    """Mixed into a form with one file. `owner` and `kept_in` say whose form it is: what waits there is found again.

    The hidden field tells a form that came back from one that was opened anew: a new one begins without a file.
    """

    file_field: str

    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owner: User, kept_in: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.kept_in = kept_in

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        chosen = self.cleaned_data.get(self.file_field)
        if chosen is not None:
            if self.errors:
                self.keep()
            return
        is_missing = any(error.code == "required" for error in self._errors_of(self.file_field))
        waiting = kept_file(owner=self.owner, place=self.kept_in) if self.cleaned_data.get("kept") else None
        if is_missing and waiting is not None:
            del self.errors[self.file_field]
            self.cleaned_data[self.file_field] = as_upload(waiting)
            self._show(waiting.filename)

    def keep(self) -> None:
        """The form comes back: keep the file, and say so where it is asked for."""
        upload = self.cleaned_data.get(self.file_field)
        if upload is None:
            return
        try:
            self._show(keep_file(upload, owner=self.owner, place=self.kept_in).filename)
        except BadFile as refusal:
            self.add_error(self.file_field, str(refusal))

    def _errors_of(self, name: str) -> list[Any]:
        return list(self.errors[name].as_data()) if name in self.errors else []

    def _show(self, filename: str) -> None:
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("kept")] = "1"
        self.data = data
        here = _("%(name)s is here already. Choose a file only if you want another one.")
        self[self.file_field].help_text = here % {
            "name": filename
        }  # the field was bound while it was cleaned
