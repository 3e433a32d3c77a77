"""The cases that the houses of this folder are full of, in every state, and one letter of each kind about them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.emails import second_factor_news, sign_in_code
from accounts.models import User
from accounts.services import recognise_person
from agreement.models import Meeting, Region
from agreement.states import BodyKind
from letters.models import Letter
from membership import emails
from membership.awaited import awaited_in
from membership.models import (
    Application,
    ApplicationAccess,
    Attachment,
    MinutesExtract,
    OrganisationLink,
    SignedCopy,
    SigningDocument,
)
from membership.services import (
    Held,
    answer_supplement,
    approve_application,
    correct_record,
    lift_conflict,
    refuse_copy,
)
from membership.services.access import give_access
from membership.services.attachments import attach_paper
from membership.services.exemptions import grant_exemption, missed_effects
from membership.services.extracts import ask_for_extract, render_extract
from membership.services.supplements import attach
from membership.states import Manner, Opinion, Status
from tests.browser.happenings import letters_about_happenings
from tests.browser.meetings import letters_about_meetings
from tests.factories import (
    decide,
    make_application,
    make_draft,
    make_member,
    make_position,
    make_recusal,
    make_returned,
    make_supplement,
    make_upload,
    pdf_bytes,
)

LONG = (
    "Riksförbundet för samverkan mellan hembygdsgillen, byautvecklingsgrupper och Sámiid Riikkasearvi i norr "
)


def make_cases(region: Region, applicant: User, secretary: User, group: list[User]) -> dict[str, Application]:
    """One case in each state a case can be in, all of them the applicant's, and some of others in the queue."""
    own = {"user": applicant, "contact_email": applicant.email}
    cases = {
        "submitted": make_application(region, name="Johkamohkki bygdegille", **own),
        "declined": make_application(region, Status.DECLINED, name="Föreningen Nej", **own),
        "withdrawn": make_application(region, Status.WITHDRAWN, name="Föreningen Ångra", **own),
        "approved": make_application(region, Status.APPROVED, name="Föreningen Underskrift", **own),
        "returned": make_application(region, Status.APPROVED, name="Föreningen Åter", **own),
        "refused": make_application(region, Status.APPROVED, name="Föreningen Suddig", **own),
        "failed": make_application(region, name="Föreningen Utan dokument", **own),
        "long": make_application(
            region,
            name=(LONG * 3)[:200].strip(),
            number="",
            number_missing_reason="Vi är ett nätverk. " * 15,
            form="network",
            scope="other",
            scope_reason="Vi är en kvinnojour i en kommun, och ingen annan för vår talan i länet. " * 13,
            user=applicant,
            contact_name="Łukasz Åström-Đorđević",
            contact_email="en-mycket-lang-adress-till-kontaktpersonen@bygdegillet-i-jokkmokk.example",
        ),
        "other": make_application(region, name="Norrskenets paraplyförening"),
        "draft": make_draft(region, applicant, name="Föreningen Utkast"),
    }
    send_papers(cases["draft"], applicant)
    cases["draft"].attachments.filter(kind="minutes").update(application=cases["submitted"])
    Application.objects.filter(pk=cases["submitted"].pk).update(
        statutes_at="https://bygdegille.example/stadgar"
    )
    decide(cases["failed"], Status.APPROVED, rendered=False)
    SigningDocument.objects.filter(application=cases["failed"]).update(
        failed_at=timezone.now(), tries=8, last_error="Bokstaven kan inte skrivas ut."
    )
    make_returned(cases["returned"])
    copy = make_returned(cases["refused"])
    refuse_copy(document=copy.document, actor=secretary, note="Fotot är suddigt. Ta ett nytt i dagsljus.")
    cases["member"] = make_member(
        region,
        user=applicant,
        name="Föreningen Med",
        publish_name=True,
        publish_email=True,
        publish_phone=True,
    ).application
    cases |= make_supplements(region, applicant, secretary)
    cases |= make_opinions(region, secretary, group)
    cases |= make_decisions(region, applicant, group)
    exempted = cases["exempted"] = make_application(region, name="Föreningen Undantag", **own)
    missed = missed_effects(exempted)[0]
    grant_exemption(
        exempted,
        actor=secretary,
        effect=missed["effect"],
        title=missed["title"],
        reason="Brevet kom bort på vägen till oss.",
    )
    OrganisationLink.objects.create(
        umbrella=cases["other"].organisation, branch=cases["submitted"].organisation
    )
    return cases


def make_supplements(region: Region, applicant: User, secretary: User) -> dict[str, Application]:
    """A supplement that is awaited, one that is late, one that came with a file."""
    own = {"user": applicant, "contact_email": applicant.email}
    cases = {
        "supplement": make_application(region, name="Föreningen Komplettera", **own),
        "late": make_application(region, name="Föreningen Dröja", **own),
        "answered": make_application(region, name="Föreningen Svara", **own),
    }
    for name in ("supplement", "answered"):
        make_supplement(
            cases[name],
            actor=secretary,
            what="Stadgarna saknas.\n\nSkriv också i vilka kommuner ni är verksamma.",
            pages=["organisation", "omrade", "kontakt"],
        )
    make_supplement(
        cases["late"],
        actor=secretary,
        answer_by=timezone.localdate() - dt.timedelta(days=2),
        pages=["kontakt"],
    )
    give_access(cases["supplement"], actor=applicant, email="kassoren@bygdegille.example")
    attach(cases["late"], actor=applicant, upload=make_upload(name="årsmöte.pdf"))
    for number, name in enumerate(("stadgar.pdf", "skadad.pdf", "årsredovisning.pdf"), 1):
        pages = pdf_bytes(title=name, pages=number**3)
        attach(cases["answered"], actor=applicant, upload=make_upload(pages, name=name))
    answer_supplement(
        cases["answered"], actor=applicant, answer="Här är stadgarna.\n\nVi finns i Luleå och i Boden."
    )
    return cases


def files_of(cases: dict[str, Application]) -> dict[str, int]:
    """Keys of what one can look at: a signed copy, an extract, files of a supplement that are short, damaged, long."""
    answered = Attachment.objects.filter(application=cases["answered"])
    whole, damaged, long = (
        answered.get(filename=name) for name in ("stadgar.pdf", "skadad.pdf", "årsredovisning.pdf")
    )
    Path(default_storage.path(damaged.stored_name)).write_bytes(b"%PDF-1.7")
    return {
        "copy": SignedCopy.objects.get(document__application=cases["returned"]).pk,
        "extract": MinutesExtract.objects.exclude(stored_name="").values_list("pk", flat=True)[0],
        "attachment": whole.pk,
        "attachment_damaged": damaged.pk,
        "attachment_long": long.pk,
    }


def make_opinions(region: Region, secretary: User, group: list[User]) -> dict[str, Application]:
    """What the group has said in some cases, conflicts of interest, a name in two spellings."""
    names = {
        "said": "Kören Samstämt",
        "against": "Kören Motstämt",
        "split": "Kören Tvåstämt",
        "tied": "Jävföreningen",
        "closed": "Den stängda",
    }
    cases = {key: make_application(region, name=name) for key, name in names.items()}
    make_position(cases["said"], group[0], Opinion.AGAINST, comment="Var är de verksamma?")
    for number, member in enumerate(group):
        make_position(cases["said"], member, Opinion.FOR, comment="De svarade bra på min fråga.")
        make_position(cases["against"], member, Opinion.AGAINST)
        make_position(cases["split"], member, (Opinion.FOR, Opinion.AGAINST, Opinion.ABSTAINS)[number % 3])
    make_recusal(cases["closed"], group[0], note="Sitter i styrelsen.")
    make_recusal(cases["tied"], group[1], note="Sitter i styrelsen.")
    lifted = make_recusal(cases["tied"], group[2], declared_by=secretary)
    lift_conflict(lifted, by=secretary, note="Det var en annan förening.")
    cases["alike"] = make_application(
        region, name="norrskenets paraply forening", number="", number_missing_reason="Nätverk."
    )
    return cases


def make_decisions(region: Region, applicant: User, group: list[User]) -> dict[str, Application]:
    """Decided by positions; decided and not told yet; corrected; with extracts of the minutes made and waiting."""
    own = {"user": applicant, "contact_email": applicant.email}
    today = timezone.localdate()
    cases = {
        "decided": make_application(region, name="Kören Beslutad"),
        "held": make_application(region, name="Föreningen Vänta", **own),
        "corrected": make_application(region, Status.DECLINED, name="Föreningen Rättad", **own),
    }
    for member in group:
        make_position(cases["decided"], member, Opinion.FOR)
    by_positions = Held(today, "", manner=Manner.POSITIONS, dissent="Ledamot Ett ville vänta.")
    approve_application(cases["decided"], actor=group[0], held=by_positions)
    # These houses know no hold: what is recorded in an hour is held for an hour, and told when all tests are over.
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        approve_application(cases["held"], actor=group[0], held=Held(today, "13"))
    correct_record(
        cases["corrected"],
        actor=group[0],
        held=Held(today, "14", registry_number="2026-118"),
        note="Paragrafen var fel avskriven.",
    )
    ready = ask_for_extract(cases["corrected"], actor=group[0])
    render_extract(ready)
    failed = ask_for_extract(cases["corrected"], actor=group[0], whole_day=True)
    MinutesExtract.objects.filter(pk=failed.pk).update(tries=1, last_error="Typsnittet saknas.")
    return cases


def access_of_another(case: Application, user: User) -> int:
    """The key of what somebody else may do in the case."""
    pk: int = (
        ApplicationAccess.objects.filter(application=case).exclude(user=user).values_list("pk", flat=True)[0]
    )
    return pk


def letters_about(cases: dict[str, Application], operator: User) -> dict[str, str]:
    """One letter of each kind as HTML, by kind; all kept, in each state that work can be in."""
    approved = cases["approved"]
    (sent,) = emails.receipt(cases["submitted"])
    (given_up,) = emails.signing_request(approved.signing_document)
    (waiting,) = emails.declined(cases["declined"].decision)
    Letter.objects.filter(pk=sent.pk).update(done_at=timezone.now(), tries=1)
    Letter.objects.filter(pk=given_up.pk).update(
        failed_at=timezone.now(), tries=8, last_error="The mail server answered 550: unknown address"
    )
    Letter.objects.filter(pk=waiting.pk).update(last_error="The mail server could not be reached.", tries=2)
    code = sign_in_code(
        email="nagon@forening.example", code="BCDF-GHJK", expires_at=timezone.now() + dt.timedelta(minutes=15)
    )
    made = [
        *(sent, given_up, waiting, code),
        second_factor_news(operator, "totp_activated", browser="Chromium"),
        *emails.welcome(cases["member"].membership),
        *Letter.objects.filter(kind="copy_refused"),
        *emails.decision_corrected(cases["corrected"].decision),
        *emails.signature_late(approved.signing_document),
        *emails.case_waits(cases["submitted"]),
        *(emails.positions_awaited(approved.agreement, each) for each in awaited_in(approved.agreement)[:1]),
        *letters_about_supplements(cases),
        *letters_about_people(cases["supplement"]),
        *letters_about_meetings(),
        *letters_about_happenings(),
        *emails.no_quorum(
            make_meeting(approved.agreement.region), reason="Två parter saknas.", silent=["Ledamot Ett"]
        ),
    ]
    return {letter.kind: letter.html for letter in made}


def send_papers(draft: Application, person: User) -> None:
    """Statutes and minutes with an application that is being written."""
    for kind, name in (("statutes", "Stadgar antagna 2024.pdf"), ("minutes", "Protokoll från årsmötet.pdf")):
        attach_paper(draft, actor=person, kind=kind, upload=make_upload(pdf_bytes(title=name), name))


def leave_draft(region: Region) -> User:
    """Somebody who has signed in with an address that stands in a draft of another browser."""
    person = recognise_person("kvar@forening.example")
    make_draft(region, name="Föreningen Kvar", contact_email=person.email, declared=False, declared_by="")
    return person


def letters_about_supplements(cases: dict[str, Application]) -> list[Letter]:
    """Asked for, another day, taken back, soon over, late, come, not come."""
    asked, late, answered = (cases[name].supplements.get() for name in ("supplement", "late", "answered"))
    return [
        *emails.supplement_asked(asked),
        *emails.supplement_moved(asked, asked.answer_by - dt.timedelta(days=7), occasion="seed"),
        *emails.supplement_recalled(asked, "Det var ett annat ärende som frågan gällde."),
        *emails.supplement_soon(asked),
        *emails.supplement_late(late),
        *emails.supplement_missing(late),
        *emails.supplement_received(answered),
    ]


def letters_about_people(case: Application) -> list[Letter]:
    """To somebody who may work on the case, and may no longer."""
    first, second = (access.user for access in case.access.select_related("user").order_by("pk"))
    return [
        *emails.access_given(case, second, by=first, occasion="seed"),
        *emails.access_taken(case, second, by=first, occasion="seed"),
    ]


def make_meeting(region: Region) -> Meeting:
    """The next meeting of the group."""
    body = region.agreement.bodies.get(kind=BodyKind.LEADERSHIP)
    meeting, _made = Meeting.objects.get_or_create(
        body=body, day=timezone.localdate() + dt.timedelta(days=12)
    )
    return meeting
