"""Applications in every state, with what belongs to them there."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from stdnum import luhn

from accounts.models import User
from agreement.models import Region, SeatHolding
from agreement.states import BodyKind, SeatKind
from membership.models import (
    Application,
    ApplicationAccess,
    ApplicationEvent,
    Decision,
    Organisation,
    Position,
    Recusal,
    SigningDocument,
    SupplementRequest,
)
from membership.references import new_reference, new_verification_code
from membership.services.applications import effects_on
from membership.snapshots import agreement_part, snapshot
from membership.states import ContactLevel, Form, Ground, Kind, Opinion, Outcome, Scope, Status
from tests.factories.counted import NUMBERS
from tests.factories.files import pdf_bytes
from tests.factories.people import make_secretary, make_user


def make_number() -> str:
    """A valid organisation number of an association that does not exist; a new one each time."""
    digits = f"8025{next(NUMBERS):05d}"
    digits += luhn.calc_check_digit(digits)
    return f"{digits[:6]}-{digits[6:]}"


def make_draft(region: Region, user: User | None = None, **fields: Any) -> Application:
    """A draft with every answer there. Without `user` it is held by its `draft_token` only."""
    number = next(NUMBERS)
    application = Application.objects.create(
        **{
            "agreement": region.agreement,
            "reference": new_reference(region.reference_prefix, timezone.localdate().year),
            "name": f"Föreningen Exempel {number}",
            "number": make_number(),
            "form": Form.NONPROFIT,
            "kind": Kind.CIVIL if region.agreement.admits_public_actors else "",
            "scope": Scope.COUNTY,
            "contact_name": "Maja Påhittad",
            "contact_email": user.email if user else f"styrelsen{number}@forening.example",
            "contact_phone": "070-000 00 00",
            "contact_level": ContactLevel.REGIONAL,
            "declared": True,
            "declared_by": "Maja Påhittad",
            "declared_at": timezone.now(),
            **({"draft_token": None} if user else {}),
            **fields,
        }
    )
    if user is not None:
        ApplicationAccess.objects.create(application=application, user=user)
    return application


def make_application(
    region: Region,
    status: str = Status.SUBMITTED,
    *,
    user: User | None = None,
    submitted_at: dt.datetime | None = None,
    **fields: Any,
) -> Application:
    """An application in any state, with its organisation, diary, decision and signing document as they belong to it.

    APPROVED means: decided, document rendered, awaiting signature. Go on with `make_returned` and `make_member`.
    """
    user = user or make_user()
    if status == Status.DRAFT:
        return make_draft(region, user, **fields)
    at = submitted_at or timezone.now()
    application = make_draft(region, user, **fields)
    organisation = Organisation.objects.create(
        name=application.name,
        number=application.number or None,
        form=application.form,
        kind=application.kind or Kind.CIVIL,
    )
    Application.objects.filter(pk=application.pk).update(
        status=Status.SUBMITTED,
        submitted_at=at,
        organisation=organisation,
        draft_token=None,
        effects=effects_on(region.agreement, timezone.localdate(at)),
        declaration=region.agreement.declaration,
        declaration_version=region.agreement.declaration_version,
    )
    application.refresh_from_db()
    make_event(application, "submit", Status.DRAFT, Status.SUBMITTED, user)
    if status == Status.WITHDRAWN:
        Application.objects.filter(pk=application.pk).update(status=status)
        make_event(application, "withdraw", Status.SUBMITTED, status, user)
    elif status in (Status.APPROVED, Status.DECLINED):
        decide(application, status)
    elif status == Status.SUPPLEMENT:
        make_supplement(application)
    application.refresh_from_db()
    return application


def make_supplement(
    application: Application, *, actor: User | None = None, **fields: Any
) -> SupplementRequest:
    """The organisation has been asked for something and has not answered yet."""
    actor = actor or make_secretary(application.agreement.region)
    today = timezone.localdate()
    request = SupplementRequest.objects.create(
        **{
            "application": application,
            "what": "Stadgarna saknas.",
            "otherwise": "Ledningsgruppen beslutar på det som finns.",
            "answer_by": today + dt.timedelta(days=application.agreement.supplement_days),
            "asked_by": actor,
            **fields,
        }
    )
    Application.objects.filter(pk=application.pk).update(status=Status.SUPPLEMENT)
    application.refresh_from_db()
    make_event(application, "ask_supplement", Status.SUBMITTED, Status.SUPPLEMENT, actor, request.what)
    return request


def make_position(
    application: Application, user: User, opinion: str = Opinion.FOR, **fields: Any
) -> Position:
    """What a member of the group thinks."""
    return Position.objects.create(application=application, user=user, opinion=opinion, **fields)


def make_recusal(application: Application, user: User, **fields: Any) -> Recusal:
    """The person has declared a conflict of interest in the case."""
    return Recusal.objects.create(
        **{
            "application": application,
            "user": user,
            "ground": Ground.OFFICE,
            "declared_by": user,
            **fields,
        }
    )


def make_event(
    application: Application, step: str, source: str, target: str, actor: User, note: str = ""
) -> None:
    ApplicationEvent.objects.create(
        application=application, actor=actor, step=step, source=source, target=target, note=note
    )


def decide(application: Application, outcome: str, *, rendered: bool = True, **facts: Any) -> Decision:
    """Decide a submitted application by hand: decision, diary and (approved) the signing document."""
    region = application.agreement.region
    secretary = make_secretary(region)
    body = application.agreement.body(BodyKind.LEADERSHIP)
    assert body is not None
    declined = outcome == Status.DECLINED
    Application.objects.filter(pk=application.pk).update(status=outcome)
    application.refresh_from_db()
    decision = Decision.objects.create(
        **{
            "application": application,
            "body": body,
            "outcome": Outcome.DECLINED if declined else Outcome.APPROVED,
            "decided_on": timezone.localdate(),
            "paragraph": "12",
            "reasons_text": "Organisationen är inte verksam i länet." if declined else "",
            "recorded_by": secretary,
            **facts,
        }
    )
    step = "decline" if declined else "approve"
    make_event(application, step, Status.SUBMITTED, outcome, secretary, decision.reasons_text)
    if declined:
        decision.reasons.set(application.agreement.criteria.all()[:1])
    else:
        make_document(application, decision, rendered=rendered)
    return decision


def make_document(
    application: Application, decision: Decision, *, rendered: bool = True, revision: int = 1
) -> SigningDocument:
    """The signing document of an approval: with its snapshot, and (rendered) a small PDF in its place."""
    version = application.agreement.current_version
    assert version is not None
    code = new_verification_code()
    document = SigningDocument.objects.create(
        application=application,
        decision=decision,
        revision=revision,
        version=version,
        verification_code=code,
        snapshot=snapshot(
            application,
            decision,
            shared=agreement_part(application.agreement, version),
            code=code,
            revision=revision,
            issued_at=timezone.now(),
        ),
    )
    if rendered:
        pdf = pdf_bytes(title=f"{application.reference} {revision}")
        digest = hashlib.sha256(pdf).hexdigest()
        SigningDocument.objects.filter(pk=document.pk).update(
            stored_name=default_storage.save(f"signing/{code}/{digest[:16]}.pdf", ContentFile(pdf)),
            sha256=digest,
            size=len(pdf),
            done_at=timezone.now(),
        )
        document.refresh_from_db()
    return document


def at_meeting(region: Region, day: dt.date | None = None, **changed: Any) -> dict[str, Any]:
    """What the form of a decision sends when everybody came as the page assumes: ordinary holders, no alternates."""
    day = day or timezone.localdate()
    held = SeatHolding.objects.on(day).filter(
        seat__kind=SeatKind.ORDINARY,
        seat__body__agreement=region.agreement,
        seat__body__kind=BodyKind.LEADERSHIP,
    )
    return {
        "decided_on": day.isoformat(),
        "seats_on": day.isoformat(),
        "present": [str(user) for user in held.values_list("user", flat=True)],
        "conflicts_asked": "on",
        "paragraph": "7",
        **changed,
    }
