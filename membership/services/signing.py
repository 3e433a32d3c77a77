"""Render the document, take signed copies in, confirm the signature: only then there is a member."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreement.models import Agreement
from membership import emails
from membership.models import Membership, SignedCopy, SigningDocument
from membership.reminding import on_the_morning_of, plan
from membership.services.contacts import ask_in_a_year, first_contact
from membership.services.profiles import carry_over_profile
from membership.states import STEPS, Method, ReminderKind, Scope, Signing
from membership.steps import take_step
from membership.uploads import inspect
from relay.exceptions import GiveUp
from relay.services import finish
from steps.exceptions import AlreadyMoved, StepNotAllowed

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from membership.models import Application

logger = logging.getLogger(__name__)
SIGN_WITHIN = dt.timedelta(days=30)  # then the organisation is reminded; nothing closes by itself


def render_document(document: SigningDocument) -> None:
    """Make the PDF of a claimed document from its snapshot, store it, and write the letters that bring it.

    The file's name holds its checksum, so a try after a crash finds the same file and stores nothing twice; the letters
    have keys, so there is one for each recipient. Refuses (GiveUp) what can never be rendered, such as a letter that no
    font has. A document that is done is never rendered again.
    """
    from membership.documents import DocumentError, render_signing_pdf

    if document.status == Signing.REVOKED:  # between the claim and now
        finish(document)
        return
    try:
        pdf = render_signing_pdf(document.snapshot)
    except DocumentError as error:
        raise GiveUp(str(error)) from error
    digest = hashlib.sha256(pdf).hexdigest()
    name = f"signing/{document.verification_code}/{digest[:16]}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(pdf))
    with transaction.atomic():
        finish(document, stored_name=name, sha256=digest, size=len(pdf))
        told_of = SigningDocument.objects.select_related("application__agreement__region", "decision__body")
        told = told_of.get(pk=document.pk)
        if told.status == Signing.REVOKED:  # while it was drawn; `finish` holds the row now
            return
        emails.signing_request(told)
        late = on_the_morning_of(timezone.localdate() + SIGN_WITHIN)
        plan(ReminderKind.SIGNATURE_LATE, late, application=told.application, occasion=told.pk)


def register_upload(*, document: SigningDocument, actor: User, upload: UploadedFile[bytes]) -> SignedCopy:
    """Take in the signed copy that the organisation uploads, and keep its bytes as they are.

    Refuses with BadFile (see `uploads.inspect`) or StepNotAllowed (nothing to sign yet, a copy is already with the
    secretariat, or not the actor's case). Twice at once: one copy counts, the other is refused and its file removed.
    """
    return _take_in(document, "upload", Method.UPLOAD, actor, upload=upload)


def register_paper_signature(
    *, document: SigningDocument, actor: User, signed_on: dt.date, place: str, upload: UploadedFile[bytes]
) -> SignedCopy:
    """The secretariat registers a signature given on paper, with day, place and scan (MEM-19)."""
    return _take_in(
        document, "register_paper", Method.PAPER, actor, upload=upload, signed_on=signed_on, place=place
    )


def confirm_signature(*, document: SigningDocument, actor: User, copy_id: int | None = None) -> Membership:
    """The secretariat confirms that the returned copy is the document and is signed by the right people: now the
    organisation is a member (MEM-18), and everybody can read it.

    `copy_id` is the copy that the person looked at; another one meanwhile is not what they confirm. Refuses with
    StepNotAllowed or AlreadyMoved. Twice: one membership.
    """
    application = document.application
    with transaction.atomic():
        take_step(document, STEPS["confirm"], actor=actor)
        copy = _copy_at_hand(document, copy_id)
        since = (copy.signed_on if copy else None) or timezone.localdate()
        organisation = application.organisation
        if organisation is None:  # a received application always has one
            raise StepNotAllowed
        _bring_up_to_date(application)
        membership = Membership.objects.create(
            agreement=application.agreement,
            organisation=organisation,
            application=application,
            document=document,
            version=document.version,
            slug=_free_slug(application),
            since=since,
            whole_county=application.scope == Scope.COUNTY,
        )
        first_contact(membership)
        ask_in_a_year(membership, timezone.localdate())
        if (
            former := organisation.memberships.exclude(pk=membership.pk)
            .filter(agreement=application.agreement_id)
            .order_by("-since", "-pk")
            .first()
        ):
            carry_over_profile(former, membership)
        emails.welcome(membership)
    logger.info("membership_began", extra={"membership_id": membership.pk})
    return membership


def refuse_copy(*, document: SigningDocument, actor: User, note: str, copy_id: int | None = None) -> None:
    """The secretariat asks for a new copy and says what is wrong with this one; the old copy is kept as it was.

    Refuses as `confirm_signature` does. Twice: the second is refused.
    """
    with transaction.atomic():
        take_step(document, STEPS["refuse_copy"], actor=actor, note=note)
        copy = _copy_at_hand(document, copy_id)
        if copy is not None:
            SignedCopy.objects.filter(pk=copy.pk).update(refused_at=timezone.now())
        emails.copy_refused(document, note, copy_id=copy.pk if copy else 0)


def _copy_at_hand(document: SigningDocument, copy_id: int | None) -> SignedCopy | None:
    """The returned copy that a step is about; asked after the step, which holds the row, so no other comes in."""
    copy = document.copies.filter(refused_at=None).order_by("-pk").first()
    if copy_id is not None and (copy is None or copy.pk != copy_id):
        raise AlreadyMoved
    return copy


def _take_in(
    document: SigningDocument,
    step: str,
    method: Method,
    actor: User,
    *,
    upload: UploadedFile[bytes],
    **facts: Any,
) -> SignedCopy:
    if not document.is_rendered:
        raise StepNotAllowed(_("The document is not ready yet. Try again in a few minutes."))
    inspected = inspect(upload)
    name = default_storage.save(
        f"copies/{document.verification_code}/{inspected.sha256[:16]}.{inspected.extension}", upload
    )
    with transaction.atomic():
        try:
            take_step(document, STEPS[step], actor=actor)
            return SignedCopy.objects.create(
                document=document,
                method=method,
                stored_name=name,
                filename=inspected.filename,
                content_type=inspected.content_type,
                size=inspected.size,
                sha256=inspected.sha256,
                received_by=actor,
                **facts,
            )
        except BaseException:
            # Inside the transaction: a fault in the commit itself may come after it, and then the file must stay.
            default_storage.delete(name)
            raise


def _bring_up_to_date(application: Application) -> None:
    """What the organisation said in the application that made it a member is what its public row says."""
    organisation = application.organisation
    if organisation is None:
        return
    organisation.name = application.name
    organisation.form = application.form
    organisation.save(update_fields=["name", "form"])
    # Of this region only: where else it is active, another region's agreement knows.
    here = set(organisation.municipalities.filter(region=application.agreement.region_id))
    said = set(application.municipalities.all())
    organisation.municipalities.remove(*(here - said))
    organisation.municipalities.add(*(said - here))


def _free_slug(application: Application) -> str:
    """An address for the member's page that nobody in the agreement has or had."""
    # One confirmation in an agreement at a time, or two of the same name would both find the address free.
    Agreement.objects.select_for_update().get(pk=application.agreement_id)
    base = slugify(application.name)[:90] or "organisation"
    taken = set(
        Membership.objects.filter(agreement=application.agreement, slug__startswith=base).values_list(
            "slug", flat=True
        )
    )
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
