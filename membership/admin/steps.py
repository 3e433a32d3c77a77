"""The confirm page of each step that staff take: what it will do, what it asks for, which service it calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from membership import services
from membership.admin.forms import (
    CopyForm,
    DeclineForm,
    NoteForm,
    OneDecisionForm,
    PaperForm,
    StaffForm,
    held,
)
from membership.exceptions import BadFile
from membership.models import Application, SigningDocument

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from membership.admin.case import Case
    from membership.exceptions import Refusal


class StepPage(ABC):
    """A step's confirm page. `step` is its name in the table of steps."""

    step: str
    slug: str
    title: _StrPromise
    button: _StrPromise
    form_class: type[StaffForm] = StaffForm

    @property
    def url_name(self) -> str:
        return f"membership_reviewitem_{self.step}"

    def form(self, case: Case, request: HttpRequest) -> StaffForm:
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        return self.form_class(*posted, **self.about(case))

    def about(self, case: Case) -> dict[str, Any]:
        """What the form has to know."""
        return {}

    @abstractmethod
    def consequences(self, case: Case) -> list[str]:
        """What pressing the button does, in order, in words."""

    @abstractmethod
    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        """Take the step through its service; returns what to tell. Lets Refusal through."""

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        """Whether a refusal sends back to the case; else it was written at a field of the form."""
        return True


class Approve(StepPage):
    step = "approve"
    slug = "approve"
    title = gettext_lazy("Approve the application")
    button = gettext_lazy("Approve")
    form_class = OneDecisionForm

    def about(self, case: Case) -> dict[str, Any]:
        return {"application": case.application, "decider": case.decider}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The decision is recorded in your name. It cannot be changed afterwards."),
            _("The document for signature is made, with the agreement as it reads today."),
            mails(case, _("with the document to sign")),
            _("The organisation has joined only when its signature is registered."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.approve_application(case.application, actor=user, held=held(data))
        return _("Approved. The document is being made and sent to %(to)s.") % {
            "to": in_words(case.recipients)
        }


class Decline(StepPage):
    step = "decline"
    slug = "decline"
    title = gettext_lazy("Decline the application")
    button = gettext_lazy("Decline")
    form_class = DeclineForm

    def about(self, case: Case) -> dict[str, Any]:
        return {"application": case.application, "decider": case.decider}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The decision is recorded in your name. It cannot be changed afterwards."),
            mails(case, _("with the reasons and how to ask for reconsideration")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.decline_application(
            case.application,
            actor=user,
            held=held(data),
            reasons=list(data["reasons"]),
            reasons_text=data["reasons_text"],
        )
        return _("Declined. The reasons are on their way to %(to)s.") % {"to": in_words(case.recipients)}


class RegisterPaper(StepPage):
    step = "register_paper"
    slug = "register-paper"
    title = gettext_lazy("Register a paper signature")
    button = gettext_lazy("Register the signature")
    form_class = PaperForm

    def about(self, case: Case) -> dict[str, Any]:
        return {"document": case.document}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The scan is kept exactly as it is."),
            _("The signature still has to be confirmed. Nobody gets a letter yet."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.register_paper_signature(document=_document(case), actor=user, **data)
        return _("The paper signature is registered. Look at it once more and confirm it.")

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        if isinstance(refusal, BadFile):
            form.add_error("upload", str(refusal))
            return False
        return True


class Confirm(StepPage):
    step = "confirm"
    slug = "confirm"
    title = gettext_lazy("Confirm the signature")
    button = gettext_lazy("Confirm – the organisation joins")
    form_class = CopyForm

    def about(self, case: Case) -> dict[str, Any]:
        return seen_copy(case)

    def consequences(self, case: Case) -> list[str]:
        application = case.application
        shown = [
            label
            for label, chosen in (
                (_("the contact person's name"), application.publish_name),
                (_("e-mail"), application.publish_email),
                (_("phone"), application.publish_phone),
            )
            if chosen
        ]
        copy = case.returned_copy
        since = (copy.signed_on if copy else None) or timezone.localdate()
        return [
            _("The organisation has joined from %(day)s.") % {"day": date_format(since, "j F Y")},
            _("It is shown on the public list at once, with %(what)s.") % {"what": in_words(shown)}
            if shown
            else _("It is shown on the public list at once, without any contact person."),
            mails(case, _("that welcomes the organisation")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.confirm_signature(document=_document(case), actor=user, copy_id=data["copy"])
        return _("Confirmed. %(name)s has joined and is on the public list.") % {
            "name": case.application.name
        }


class RefuseCopy(StepPage):
    step = "refuse_copy"
    slug = "refuse-copy"
    title = gettext_lazy("Ask for a new copy")
    button = gettext_lazy("Ask for a new copy")
    form_class = NoteForm

    def about(self, case: Case) -> dict[str, Any]:
        return seen_copy(case)

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The copy is kept as it came, marked as not used."),
            mails(case, _("with what you write here and how to send a new copy")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.refuse_copy(document=_document(case), actor=user, note=data["note"], copy_id=data["copy"])
        return _("A letter that asks for a new copy is on its way to %(to)s.") % {
            "to": in_words(case.recipients)
        }


PAGES: dict[str, StepPage] = {
    page.step: page for page in (Approve(), Decline(), RegisterPaper(), Confirm(), RefuseCopy())
}


def seen_copy(case: Case) -> dict[str, Any]:
    """The copy that the page shows, so that nobody confirms one that came in while they looked at another."""
    copy = case.returned_copy
    return {"initial": {"copy": copy.pk if copy else None}}


def mails(case: Case, about: str) -> str:
    """How many get a letter, who, and what it is about: said before the button is pressed."""
    count = len(case.recipients)
    if not count:
        return _("Nobody gets a letter: the case has no address.")
    return ngettext(
        "%(count)d person gets a letter %(about)s: %(to)s.",
        "%(count)d people get a letter %(about)s: %(to)s.",
        count,
    ) % {"count": count, "about": about, "to": in_words(case.recipients)}


def in_words(items: list[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def _document(case: Case) -> SigningDocument:
    document = case.document
    if document is None:  # the page is only offered at a document's state
        raise LookupError(Application.__name__)
    return document
