"""The confirm page of each step of a text: what it will do, what it asks for, which service it calls."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement import services
from agreement.admin.confirming import StaffForm, StepPage
from agreement.keeping import free_address
from agreement.states import TEXT_STEPS, TextState

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


class StepForm(StaffForm):
    """The form of a step of a text; without fields it is only a button."""

    def __init__(self, *args: Any, text: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text


class AdoptForm(StepForm):
    """What the person looked at; and that they go on although decisions are missing, if any are."""

    seen = forms.CharField(widget=forms.HiddenInput)
    despite_missing = forms.BooleanField(
        label=gettext_lazy("Adopt although decisions are missing"),
        help_text=gettext_lazy(
            "The text is frozen now. It counts as adopted when the last required decision is recorded; until then its"
            " page says what is missing."
        ),
        error_messages={
            "required": gettext_lazy("Decisions are still missing. Tick the box to adopt anyway.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.text.canonical().fingerprint()
        if not services.missing_decisions(self.text):
            del self.fields["despite_missing"]


class NewDraftForm(StepForm):
    """What the new draft is called."""

    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, named_by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named_by = named_by
        field = self.text._meta.get_field(named_by)
        self.fields["name"].label = str(field.verbose_name).capitalize()
        self.fields["name"].max_length = field.max_length  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["maxlength"] = field.max_length

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = type(self.text)._default_manager.filter(agreement=self.text.agreement_id)
        if len(name) > self.fields["name"].max_length:  # type: ignore[attr-defined]
            raise forms.ValidationError(_("That is too long."))
        if others.filter(**{self.named_by: name}).exists():
            raise forms.ValidationError(_("There is one with that name already."))
        return name


class TextStepPage(StepPage):
    """The confirm page of a step of a text; one that moves no state has no place in the table of steps."""

    form_class: type[StepForm] = StepForm
    template = "admin/agreement/text_step.html"

    def form(self, text: Any, request: HttpRequest) -> StepForm:
        return self.form_class(*((request.POST,) if request.method == "POST" else ()), text=text)

    def is_offered(self, text: Any) -> bool:
        return self.step not in TEXT_STEPS or text.state in TEXT_STEPS[self.step].before

    def why_not(self, text: Any) -> str:
        """Why the step is not possible although the text is where it begins; empty if it is."""
        return ""

    @abstractmethod
    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        """Take the step through its service; returns the text to go on to, and what to tell."""


class Publish(TextStepPage):
    step = "publish"
    slug = "publish"
    title = gettext_lazy("Publish the summary")
    button = gettext_lazy("Publish")

    def why_not(self, text: Any) -> str:
        if text.is_summary:
            return ""
        return _("This is the adopted wording and not our summary. It is shown by adopting it.")

    def consequences(self, text: Any) -> list[str]:
        return [
            _("Everybody can read it at once, marked as our own summary."),
            _("It can still be changed, and taken down again."),
        ]

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        return services.publish(text), _("Published. Everybody can read it now.")


class TakeDown(TextStepPage):
    step = "take_down"
    slug = "take-down"
    title = gettext_lazy("Take the summary down")
    button = gettext_lazy("Take down")

    def consequences(self, text: Any) -> list[str]:
        return [
            _("The public does not see it any more; whoever has its address gets “not found”."),
            _("It is a draft again. Nothing in it is lost."),
        ]

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        return services.take_down(text), _("Taken down. It is a draft again.")


class Adopt(TextStepPage):
    step = "adopt"
    slug = "adopt"
    title = gettext_lazy("Adopt and freeze the text")
    button = gettext_lazy("Adopt – the text is frozen")
    form_class = AdoptForm

    def why_not(self, text: Any) -> str:
        if any(key != "summary" for key in text.canonical().texts()):
            return ""
        return _("There is no text to adopt yet.")

    def consequences(self, text: Any) -> list[str]:
        told = [
            _("The text is frozen for good, as it reads today. Nobody can change it afterwards, the operator neither."),
            _("It gets a fingerprint by which everybody can see that it is unchanged."),
            _("Everybody can read it at once."),
            _("Dates, signatures, decisions and translations can still be added. What is wrong in the text itself is"
              " put right in a new one."),
        ]  # fmt: skip
        if text.is_summary:
            told.append(
                _(
                    "It is marked as our own summary. Take that mark away first if this is the adopted wording."
                )
            )
        return told

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        done = services.adopt(
            text, by=user, despite_missing=data.get("despite_missing", False), seen=data["seen"]
        )
        return done, _("Adopted. The text is frozen.")


class NewDraft(TextStepPage):
    step = "new_draft"
    slug = "new-draft"
    title = gettext_lazy("Make a new version from this")
    button = gettext_lazy("Make the draft")
    form_class = NewDraftForm

    def __init__(self, named_by: str, revises: str = "") -> None:
        self.named_by = named_by
        self.revises = revises

    def form(self, text: Any, request: HttpRequest) -> StepForm:
        posted = (request.POST,) if request.method == "POST" else ()
        return NewDraftForm(*posted, text=text, named_by=self.named_by)

    def consequences(self, text: Any) -> list[str]:
        return [
            _("A new draft is made with the same text. Only you who work with the region see it."),
            _("This one stays exactly as it is."),
            _("Dates, signatures and decisions do not come along. Translations do, hidden until somebody has looked at"
              " them."),
        ]  # fmt: skip

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        more = {self.revises: text} if self.revises and text.state == TextState.ADOPTED else {}
        address = free_address(type(text)(agreement=text.agreement), data["name"])
        new = services.copy_as_draft(text, slug=address, **{self.named_by: data["name"]}, **more)
        return new, _("This is the new draft. Change what is to be different.")
