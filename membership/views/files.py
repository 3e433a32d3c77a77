"""Files leave the house here, and only to people who may have them: the document to sign, signed copies, attachments,
extracts. Each has a function that finds it for whoever may have it; its views ask nobody else.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import OwnRequest, own_button, require_form
from accounts.sign_in import sign_in_url
from membership.exceptions import BadFile
from membership.models import Application, MinutesExtract, SignedCopy
from membership.permissions import may_see
from membership.services import register_upload
from membership.states import Signing
from membership.views.my_pages import own_case, show_case, upload_form
from membership.views.progress import newest_document
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.core.files import File
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.models import User
    from membership.models import Attachment

PDF = "application/pdf"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredFile:
    """A file that somebody asked for and may have: the same answer for its download and for a look at its pages."""

    stored_name: str
    filename: str
    content_type: str
    size: int
    came: datetime
    sender: str  # the portal itself, if empty
    application: Application | None  # the case that it belongs to; of an extract there may be several


def document(request: HttpRequest, reference: str) -> StoredFile:
    """The newest signing document as a PDF, to the organisation's people and the region's staff; 404 to others."""
    application = _visible_case(request, reference)
    newest = application.signing_document
    if newest is None or not newest.is_rendered:
        raise Http404
    return StoredFile(
        newest.stored_name,
        newest.filename,
        PDF,
        newest.size,
        newest.done_at or newest.created_at,
        "",
        application,
    )


def copy(request: HttpRequest, reference: str, pk: int) -> StoredFile:
    """A signed copy, byte for byte as it came in; the same people."""
    application = _visible_case(request, reference)
    copies = SignedCopy.objects.filter(document__application=application).select_related("received_by")
    received = copies.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if received is None or not received.stored_name:
        raise Http404
    return _received(received, received.received_at, received.received_by, application)


def attachment(request: HttpRequest, reference: str, pk: int) -> StoredFile:
    """A file that the organisation has sent with a supplement, as it came in; the same people."""
    application = _visible_case(request, reference)
    attachments = application.attachments.select_related("uploaded_by")
    received = attachments.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if received is None:
        raise Http404
    return _received(received, received.uploaded_at, received.uploaded_by, application)


def _received(
    row: SignedCopy | Attachment, came: datetime, sender: User, application: Application
) -> StoredFile:
    return StoredFile(
        row.stored_name, row.filename, row.content_type, row.size, came, str(sender), application
    )


def extract(request: HttpRequest, pk: int) -> StoredFile:
    """An extract of the minutes, to the region's staff; 404 to others, and to whom a case in it is closed (MEM-45)."""
    extracts = MinutesExtract.objects.open_to(request.user).select_related("body__agreement__region")
    found = extracts.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not found.is_rendered:
        raise Http404
    return StoredFile(
        found.stored_name, found.filename, PDF, found.size, found.done_at or found.created_at, "", None
    )


def download(find: Callable[..., StoredFile]) -> Callable[..., HttpResponseBase]:
    """The view that sends what `find` finds; who is not signed in comes to the door first."""

    @require_safe
    @wraps(find)
    def view(request: HttpRequest, **where: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(sign_in_url(request.path))
        file = find(request, **where)
        return send_file(file.stored_name, file.filename, file.content_type)

    return view


@own_button("membership:case", "reference")
@require_form
def upload(request: OwnRequest, reference: str) -> HttpResponse:
    """Take in the signed copy. What is wrong with the file is said on the case's own page; a GET leads there."""
    home = reverse("membership:case", kwargs={"reference": reference})
    application = own_case(request, reference)
    if request.method != "POST":
        return redirect(home)
    newest = newest_document(application)
    if newest is not None and newest.status == Signing.REVOKED:
        messages.info(
            request,
            _("The document does not count any more. You do not need to send anything. Read why here."),
        )
        return redirect(home)
    if newest is None or newest.status != Signing.AWAITING:
        messages.info(request, _("No signed copy is awaited now. Here you see where the case stands."))
        return redirect(home)
    form = upload_form(application, request.POST, request.FILES)
    if form.is_valid():
        try:
            register_upload(document=newest, actor=request.user, upload=form.cleaned_data["copy"])
        except BadFile as refusal:
            form.add_error("copy", str(refusal))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(home)
        else:
            messages.success(request, _("Thank you! Your signed copy has arrived. Now we check it."))
            return redirect(home)
    return show_case(request, application, form)


def _visible_case(request: HttpRequest, reference: str) -> Application:
    application = Application.objects.select_related("agreement__region").filter(reference=reference).first()
    if application is None or not may_see(request.user, application):
        raise Http404
    return application


def open_file(stored_name: str) -> File[bytes]:
    """A stored file to read from; a file that is gone is a 404, and an alarm."""
    try:
        return default_storage.open(stored_name, "rb")
    except FileNotFoundError as error:
        logger.exception("stored_file_missing", extra={"stored_name": stored_name})
        raise Http404 from error


def send_file(stored_name: str, filename: str, content_type: str) -> FileResponse:
    """A private file as a download. A browser neither guesses its kind nor runs anything that may be in it."""
    content = open_file(stored_name)
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
