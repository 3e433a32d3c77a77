"""Every letter about a case, made from a case on its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from letters.models import Letter
from membership import emails
from membership.models import Application, Decision, SupplementRequest
from membership.states import Status
from tests import factories as make

REASON = "Ni är verksamma i en kommun.\n\nGruppen såg inget skäl till undantag <här> & nu."


def receipt(case: Application) -> list[Letter]:
    return emails.receipt(case)


def signing_request(case: Application) -> list[Letter]:
    return emails.signing_request(decided(case, Status.APPROVED).signing_documents.get())


def declined(case: Application) -> list[Letter]:
    decision = decided(case, Status.DECLINED).decisions.get()
    decision.reasons_text = REASON
    return emails.declined(decision)


def declined_after_all(case: Application) -> list[Letter]:
    decided(case, Status.APPROVED)
    again = Decision.objects.get(pk=make.decide(case, Status.DECLINED, corrects=case.decision).pk)
    again.reasons_text = REASON
    return emails.declined(again)


def decision_corrected(case: Application) -> list[Letter]:
    decided(case, Status.DECLINED)
    right = make.decide(case, Status.DECLINED, corrects=case.decision, paragraph="13", dissent=REASON)
    return emails.decision_corrected(right)


def copy_refused(case: Application) -> list[Letter]:
    return emails.copy_refused(decided(case, Status.APPROVED).signing_documents.get(), REASON, copy_id=1)


def welcome(case: Application) -> list[Letter]:
    decided(case, Status.APPROVED)
    make.make_returned(case)
    from membership.services import confirm_signature

    document = case.signing_documents.get()
    confirm_signature(document=document, actor=make.make_secretary(case.agreement.region))
    return list(Letter.objects.filter(kind="welcome"))


def supplement_asked(case: Application) -> list[Letter]:
    return emails.supplement_asked(asked(case))


def supplement_moved(case: Application) -> list[Letter]:
    request = asked(case)
    return emails.supplement_moved(request, request.answer_by - dt.timedelta(days=7), occasion="1")


def supplement_recalled(case: Application) -> list[Letter]:
    return emails.supplement_recalled(asked(case), REASON)


def supplement_soon(case: Application) -> list[Letter]:
    return emails.supplement_soon(asked(case))


def supplement_late(case: Application) -> list[Letter]:
    return emails.supplement_late(asked(case))


def supplement_received(case: Application) -> list[Letter]:
    request = asked(case)
    request.answered_at = timezone.now()
    return emails.supplement_received(request)


def signature_late(case: Application) -> list[Letter]:
    return emails.signature_late(decided(case, Status.APPROVED).signing_documents.get())


KINDS: dict[str, Callable[[Application], list[Letter]]] = {
    function.__name__: function
    for function in (
        receipt,
        signing_request,
        declined,
        declined_after_all,
        decision_corrected,
        copy_refused,
        welcome,
        supplement_asked,
        supplement_moved,
        supplement_recalled,
        supplement_soon,
        supplement_late,
        supplement_received,
        signature_late,
    )
}
URGENT = {
    "signing_request",
    "copy_refused",
    "supplement_asked",
    "supplement_soon",
    "supplement_late",
    "signature_late",
}


def asked(case: Application) -> SupplementRequest:
    return make.make_supplement(case, what=REASON)


def decided(case: Application, outcome: str) -> Application:
    make.decide(case, outcome)
    case.refresh_from_db()
    return case
