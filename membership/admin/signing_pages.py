"""The confirm pages around the signing document: a paper signature, a copy that came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.admin.confirming import StaffForm
from membership import services
from membership.admin.forms import CopyForm, NoteForm, PaperForm
from membership.admin.pages import StepPage, in_words, mails, register
from membership.exceptions import BadFile
from membership.models import Application, SigningDocument
from membership.services.kept_files import let_go

if TYPE_CHECKING:
    from accounts.models import User
    from membership.admin.case import Case
    from steps.exceptions import Refusal


class RegisterPaper(StepPage):
    step = "register_paper"
    slug = "register-paper"
    title = gettext_lazy("Register a paper signature")
    button = gettext_lazy("Register the signature")
    form_class = PaperForm
    rank = 10

    def why_not(self, case: Case) -> str:
        if case.document and not case.document.is_rendered:
            return _("The document is not ready yet. Try again in a few minutes.")
        return ""

    def about(self, case: Case) -> dict[str, Any]:
        return {"document": case.document, "owner": case.user, "kept_in": _place(case)}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The scan is kept exactly as it is."),
            _("The signature still has to be confirmed. Nobody gets a letter yet."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        data.pop("kept")
        services.register_paper_signature(document=_document(case), actor=user, **data)
        let_go(owner=user, place=_place(case))
        return _("The paper signature is registered. Look at it once more and confirm it.")

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        if isinstance(refusal, BadFile):
            form.add_error("upload", str(refusal))
            return False
        return True


def _place(case: Case) -> str:
    """Where a scan waits when another answer was wrong."""
    return f"register-paper:{_document(case).pk}"


class Confirm(StepPage):
    step = "confirm"
    slug = "confirm"
    title = gettext_lazy("Confirm the signature")
    button = gettext_lazy("Confirm – the organisation joins")
    form_class = CopyForm
    before = "admin/membership/_look_first.html"
    rank = 10

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
    rank = 20

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


def seen_copy(case: Case) -> dict[str, Any]:
    """The copy that the page shows, so that nobody confirms one that came in while they looked at another."""
    copy = case.returned_copy
    return {"initial": {"copy": copy.pk if copy else None}}


def _document(case: Case) -> SigningDocument:
    document = case.document
    if document is None:  # the page is only offered at a document's state
        raise LookupError(Application.__name__)
    return document


register(RegisterPaper(), Confirm(), RefuseCopy())
