"""From a signed copy that came back to an organisation that has joined."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from membership.models import Application, Membership, SignedCopy, SigningDocument
from membership.services.contacts import first_contact
from membership.states import Method, Scope, Signing, Status
from tests.factories.cases import make_application, make_event
from tests.factories.counted import NUMBERS
from tests.factories.files import pdf_bytes
from tests.factories.people import make_secretary, make_user


def make_returned(application: Application, *, method: str = Method.UPLOAD) -> SignedCopy:
    """An approved application's signed copy came back; it awaits confirmation."""
    document = application.signing_documents.latest("revision")
    access = application.access.first()
    receiver = access.user if access else make_user()
    pdf = pdf_bytes(title=f"signed {application.reference}")
    digest = hashlib.sha256(pdf).hexdigest()
    copy = SignedCopy.objects.create(
        document=document,
        method=method,
        stored_name=default_storage.save(
            f"copies/{document.verification_code}/{digest[:16]}.pdf", ContentFile(pdf)
        ),
        filename="underskrivet.pdf",
        content_type="application/pdf",
        size=len(pdf),
        sha256=digest,
        received_by=receiver,
    )
    SigningDocument.objects.filter(pk=document.pk).update(status=Signing.RETURNED)
    document.refresh_from_db()
    make_event(application, "upload", Signing.AWAITING, Signing.RETURNED, receiver)
    return copy


def make_member(region: Region, *, user: User | None = None, **fields: Any) -> Membership:
    """An organisation that has joined: the whole way from application to registered signature."""
    application = make_application(region, Status.APPROVED, user=user, **fields)
    copy = make_returned(application)
    document = copy.document
    SigningDocument.objects.filter(pk=document.pk).update(status=Signing.REGISTERED)
    document.refresh_from_db()
    secretary = make_secretary(region)
    make_event(application, "confirm", Signing.RETURNED, Signing.REGISTERED, secretary)
    organisation = application.organisation
    assert organisation is not None
    organisation.municipalities.add(*application.municipalities.all())
    membership: Membership = Membership.objects.create(
        agreement=region.agreement,
        organisation=organisation,
        application=application,
        document=document,
        version=document.version,
        slug=f"medlem-{next(NUMBERS)}",
        since=timezone.localdate(),
        whole_county=application.scope == Scope.COUNTY,
    )
    first_contact(membership)
    return membership
