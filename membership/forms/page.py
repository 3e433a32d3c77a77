"""What the pages of the application have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Hidden, Layout
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from agreement.models import Agreement
    from membership.models import Application

# Says to which of somebody's drafts the page belongs (its reference), also when the session has ended, or another tab
# goes on with another one.
GOES_ON = "fortsatter"


class PageForm(ButtonForm):
    """One page: knows the agreement whose rules apply, the draft (or None yet) and who is asking.

    `answers()` gives what `change_application` takes. Nothing is saved here.
    """

    title: Any = ""
    button = _("Save and continue")

    def __init__(
        self,
        *args: Any,
        agreement: Agreement,
        draft: Application | None,
        user: User | AnonymousUser,
        **kwargs: Any,
    ) -> None:
        self.agreement = agreement
        self.draft = draft
        self.user = user
        super().__init__(*args, **{**kwargs, "initial": self.kept_answers()})
        self.helper.layout = self.layout()
        if draft is not None and user.is_authenticated:
            self.helper.layout.append(Hidden(GOES_ON, draft.reference))

    def kept_answers(self) -> dict[str, Any]:
        """What was answered before, by field."""
        if self.draft is None:
            return {}
        return {name: getattr(self.draft, name) for name in self.base_fields if hasattr(self.draft, name)}

    def layout(self) -> Layout:
        return Layout(*self.fields)

    def papers(self) -> list[tuple[str, UploadedFile[bytes]]]:
        """The files that were chosen and are whole, each with the kind of attachment that comes of it."""
        return []

    def answers(self) -> dict[str, Any]:
        """The answers as the application's own fields."""
        return dict(self.cleaned_data)
