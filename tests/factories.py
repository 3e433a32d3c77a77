"""Regions, people and cases for tests: one function for each thing, rows written directly, no surprises.

Names are invented. Numbers are valid by their check digit. Nothing here renders a PDF or composes a letter: what is
under test does that itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from stdnum import luhn

from accounts.models import User
from agreement.files import keep_file
from agreement.models import (
    Agreement,
    AgreementVersion,
    Body,
    Criterion,
    CutOff,
    DecisionRecord,
    Document,
    Goal,
    Municipality,
    Party,
    Principle,
    Region,
    RegionRole,
    Seat,
    SeatHolding,
    TextPart,
)
from agreement.states import (
    Act,
    BalanceRule,
    BodyKind,
    DocumentKind,
    Effect,
    PartKind,
    Role,
    SeatKind,
    Side,
    TextState,
)
from membership.models import (
    Application,
    ApplicationAccess,
    ApplicationEvent,
    Decision,
    Membership,
    Organisation,
    Position,
    Recusal,
    SignedCopy,
    SigningDocument,
    SupplementRequest,
)
from membership.references import new_reference, new_verification_code
from membership.services.applications import effects_on
from membership.services.contacts import first_contact
from membership.snapshots import agreement_part, snapshot
from membership.states import (
    ContactLevel,
    Form,
    Ground,
    Kind,
    Method,
    Opinion,
    Outcome,
    Scope,
    Signing,
    Status,
)
from tests.harness.sign_in import sign_in as harness_sign_in

LONG_AGO = dt.date(2020, 1, 1)
_numbers = itertools.count(1)

# What each region looks like, in the shape of the two real ones: three parties or two, balance by party or by side.
SHAPES: dict[str, dict[str, Any]] = {
    "norrbotten": {
        "name": "Norrbotten",
        "prefix": "NB",
        "rule": BalanceRule.BY_PARTY,
        "parties": [
            ("region-norr", "Region Norr", Side.PUBLIC),
            ("lansstyrelsen-norr", "Länsstyrelsen Norr", Side.PUBLIC),
            ("civilsamhallet-norr", "Civilsamhället i norr", Side.CIVIL),
        ],
        "municipalities": [
            ("2580", "Luleå"),
            ("2523", "Gällivare"),
            ("2510", "Jokkmokk"),
            ("2584", "Kiruna"),
        ],
    },
    "blekinge": {
        "name": "Blekinge",
        "prefix": "BL",
        "rule": BalanceRule.BY_SIDE,
        "public_actors": True,
        "min_municipalities": 1,
        "parties": [
            ("region-syd", "Region Syd", Side.PUBLIC),
            ("idebur-syd", "Idéburna i syd", Side.CIVIL),
        ],
        "municipalities": [("1080", "Karlskrona"), ("1082", "Karlshamn"), ("1081", "Ronneby")],
    },
}


def make_region(slug: str = "norrbotten", **fields: Any) -> Region:
    """A region with agreement, version, parties, a leadership group with one ordinary and one alternate seat for each
    party (nobody sits yet: see `make_leader`, `make_balanced_group`), criteria and municipalities. No cut-offs.
    """
    shape = SHAPES[slug]
    region = Region.objects.create(
        **{
            "slug": slug,
            "name": shape["name"],
            "reference_prefix": shape["prefix"],
            "contact_name": "Kansliet",
            "contact_email": f"kansliet@{slug}.example",
            "data_controllers": ", ".join(name for _slug, name, _side in shape["parties"]),
            **fields,
        }
    )
    agreement = Agreement.objects.create(
        region=region,
        name=f"Överenskommelsen i {region.name}",
        short_name=f"Överenskommelsen {region.name}",
        balance_rule=shape["rule"],
        admits_public_actors=shape.get("public_actors", False),
        min_municipalities=shape.get("min_municipalities", 2),
        who_may_join="Föreningar som är verksamma i länet.",
        declaration="Vi stödjer demokratiska värden och ställer oss bakom överenskommelsen i sin helhet.",
        declaration_version="1",
    )
    version = AgreementVersion.objects.create(
        agreement=agreement,
        slug="2026",
        label="2026",
        state=TextState.PUBLISHED,
        adopted_text="Styrelsen, § 1",
        in_force_from=LONG_AGO,
    )
    TextPart.objects.create(
        version=version, kind=PartKind.VISION, heading="Vision", body="Tillsammans.", order=1
    )
    TextPart.objects.create(
        version=version, kind=PartKind.PURPOSE, heading="Syfte", body="Att mötas.", order=2
    )
    Goal.objects.create(version=version, text="Att höras i tid", order=1)
    for order, name in enumerate(("Dialog", "Öppenhet", "Kvalitet"), start=1):
        Principle.objects.create(version=version, slug=name.lower().replace("ö", "o"), name=name, order=order)
    for order, (criterion, text) in enumerate(
        {
            "geography": "Organisationen är verksam i länet.",
            "values": "Organisationen stödjer demokratin.",
        }.items()
    ):
        Criterion.objects.create(agreement=agreement, slug=criterion, text=text, order=order)
    body = Body.objects.create(
        agreement=agreement, kind=BodyKind.LEADERSHIP, slug="ledningsgrupp", name="Ledningsgruppen"
    )
    for order, (party_slug, name, side) in enumerate(shape["parties"]):
        party = Party.objects.create(agreement=agreement, slug=party_slug, name=name, side=side, order=order)
        Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, order=order)
        Seat.objects.create(body=body, party=party, kind=SeatKind.ALTERNATE, order=order + 10)
    for code, name in shape["municipalities"]:
        Municipality.objects.create(region=region, code=code, name=name)
    return region


def make_cut_off(region: Region, last_day: dt.date, effect: str = Effect.CEREMONY, **fields: Any) -> CutOff:
    """A cut-off with wordings that tell before from after."""
    return CutOff.objects.create(
        **{
            "agreement": region.agreement,
            "last_day": last_day,
            "effect": effect,
            "title": "Skriva under vid starten",
            "wording_before": "Ni kan skriva under vid starten.",
            "wording_after": "Ni skriver under på egen hand.",
            **fields,
        }
    )


# --- What was decided -------------------------------------------------------------------------------


def make_decision_record(agreement: Agreement, **fields: Any) -> DecisionRecord:
    """A recorded decision of the agreement's first party: decides on adoption, dated, complete. Lists (`versions`,
    `basis`) may be given as well.
    """
    number = next(_numbers)
    lists = {name: fields.pop(name) for name in ("versions", "basis") if name in fields}
    decision = DecisionRecord.objects.create(
        **{
            "agreement": agreement,
            "slug": f"beslut-{number}",
            "heading": f"Överenskommelsen, ärende {number}",
            "party": agreement.parties.first(),
            "body": "Fullmäktige",
            "act": Act.DECIDES,
            "decided_on": dt.date(2021, 3, 19),
            "paragraph": f"§ {number}",
            **fields,
        }
    )
    for name, rows in lists.items():
        getattr(decision, name).set(rows)
    return decision


def make_open_document(agreement: Agreement, content: bytes | None = None, **fields: Any) -> Document:
    """A document of the agreement, open unless told otherwise; with `content` (a PDF) it has a file."""
    number = next(_numbers)
    document = Document.objects.create(
        **{
            "agreement": agreement,
            "slug": f"handling-{number}",
            "title": f"Åtgärdslista {number}",
            "kind": DocumentKind.REPORT,
            "dated": dt.date(2021, 2, 1),
            "owner": "Region Norr",
            **fields,
        }
    )
    if content is not None:
        keep_file(document=document, upload=make_upload(content))
    return document


# --- People -------------------------------------------------------------------------------------


def make_user(email: str = "", **fields: Any) -> User:
    """A person without any power."""
    number = next(_numbers)
    return User.objects.create_user(
        email or f"person{number}@forening.example", **{"name": f"Person {number}", **fields}
    )


def make_leader(region: Region, *, party: int = 0, kind: str = SeatKind.ORDINARY, **fields: Any) -> User:
    """A person on a seat in the leadership group; `party` counts from 0 in the region's order."""
    user = make_user(**fields)
    leading = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    seat = Seat.objects.get(body=leading, party__order=party, kind=kind)
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


def make_co_opted(region: Region, **fields: Any) -> User:
    """A person on a co-opted seat: takes part, does not decide, and meets no cases."""
    user = make_user(**fields)
    body = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    seat = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=99)
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


def make_balanced_group(region: Region) -> list[User]:
    """One ordinary member for each party: the group can decide."""
    return [make_leader(region, party=party.order) for party in region.agreement.parties.all()]


def make_secretary(region: Region, **fields: Any) -> User:
    """A person in the region's secretariat."""
    user = make_user(**fields)
    RegionRole.objects.create(region=region, user=user, role=Role.SECRETARIAT, from_on=LONG_AGO)
    return user


def make_party_administrator(region: Region, *, party: int = 0, **fields: Any) -> User:
    """A person who fills and empties the seats of one party; `party` counts from 0 in the region's order."""
    user = make_user(**fields)
    RegionRole.objects.create(
        region=region,
        user=user,
        role=Role.PARTY_ADMINISTRATOR,
        party=region.agreement.parties.all()[party],
        from_on=LONG_AGO,
    )
    return user


def make_operator(**fields: Any) -> User:
    """A superuser."""
    return make_user(is_superuser=True, **fields)


def sign_in(client: Client, user: User, *, second_factor: bool = False) -> Client:
    """The client, signed in as `user`; with `second_factor` the session has shown one that the person owns."""
    return harness_sign_in(client, user, second_factor)


# --- Cases --------------------------------------------------------------------------------------


def make_number() -> str:
    """A valid organisation number of an association that does not exist; a new one each time."""
    digits = f"8025{next(_numbers):05d}"
    digits += luhn.calc_check_digit(digits)
    return f"{digits[:6]}-{digits[6:]}"


def make_draft(region: Region, user: User | None = None, **fields: Any) -> Application:
    """A draft with every answer there. Without `user` it is held by its `draft_token` only."""
    number = next(_numbers)
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
    Organisation.objects.filter(pk=organisation.pk).update(whole_county=application.scope == Scope.COUNTY)
    organisation.municipalities.set(application.municipalities.all())
    membership: Membership = Membership.objects.create(
        agreement=region.agreement,
        organisation=organisation,
        application=application,
        document=document,
        version=document.version,
        slug=f"medlem-{next(_numbers)}",
        since=timezone.localdate(),
    )
    first_contact(membership)
    return membership


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
        "paragraph": "7",
        **changed,
    }


# --- Files --------------------------------------------------------------------------------------


def pdf_bytes(*, title: str = "Underskrivet", pages: int = 1) -> bytes:
    """A small, whole PDF; another title gives other bytes."""
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.docinfo["/Title"] = title
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def make_upload(
    content: bytes | None = None, name: str = "underskrivet.pdf", content_type: str = "application/pdf"
) -> SimpleUploadedFile:
    """What a browser sends; a good PDF unless told otherwise."""
    return SimpleUploadedFile(name, pdf_bytes() if content is None else content, content_type)
