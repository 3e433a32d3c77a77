"""Extracts of the minutes: frozen when asked for, rendered by the relay, never by a request."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from membership.exceptions import DecisionNotPossible
from membership.extract import extract_snapshot
from membership.models import Application, Decision, MinutesExtract
from membership.services.corrections import STILL_WAITS
from membership.states import Outcome
from membership.told import is_held
from relay.exceptions import GiveUp
from relay.services import finish, retry
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


def ask_for_extract(application: Application, *, actor: User, whole_day: bool = False) -> MinutesExtract:
    """Write the row from which the relay makes a PDF about the case's decision in force, or about every decision in
    force that the same body took on the same day.

    Of a whole day, the cases that are closed to `actor` are left out, and the extract says how many. Refuses with
    StepNotAllowed or DecisionNotPossible: no decision, one that can still be taken back, a case that `actor` may not
    see. Twice: the same row, which is tried again if it was given up.
    """
    case = Application.objects.open_to(actor).filter(pk=application.pk).first()
    decision = case.decision if case else None
    if case is None or decision is None or decision.outcome == Outcome.TAKEN_BACK:
        raise StepNotAllowed
    if is_held(decision):
        raise DecisionNotPossible(STILL_WAITS)
    rows, left_out = [decision], 0
    if whole_day:
        everything = [each for each in _in_force(decision) if not is_held(each)]
        mine = set(
            Application.objects.open_to(actor)
            .filter(pk__in=[each.application_id for each in everything])
            .values_list("pk", flat=True)
        )
        rows = [each for each in everything if each.application_id in mine]
        left_out = len(everything) - len(rows)
    said = extract_snapshot(decision, rows, left_out=left_out, whole_day=whole_day)
    key = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        extract, made = MinutesExtract.objects.get_or_create(
            key=key,
            defaults={
                "body": decision.body,
                "decided_on": decision.decided_on,
                "asked_by": actor,
                "snapshot": {**said, "issued_at": timezone.now().isoformat(timespec="seconds")},
            },
        )
        if made:
            extract.decisions.set(rows)
    if extract.failed_at:
        retry(MinutesExtract, extract.pk)
    logger.info("extract_asked", extra={"extract_id": extract.pk, "decisions": len(rows)})
    return extract


def render_extract(extract: MinutesExtract) -> None:
    """Make the PDF of a claimed extract and store it. Refuses (GiveUp) what can never be drawn. A try after a crash
    finds the same file.
    """
    from membership.documents import DocumentError
    from membership.extract import render_extract_pdf

    try:
        pdf = render_extract_pdf(extract.snapshot)
    except DocumentError as error:
        raise GiveUp(str(error)) from error
    digest = hashlib.sha256(pdf).hexdigest()
    name = f"extracts/{extract.key[:32]}/{digest[:16]}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(pdf))
    finish(extract, stored_name=name, sha256=digest, size=len(pdf))


def _in_force(decision: Decision) -> list[Any]:
    """The decisions that the body took that day and that no other has replaced, paragraph by paragraph."""
    rows = (
        Decision.objects.filter(body=decision.body, decided_on=decision.decided_on, corrected_by=None)
        .exclude(outcome=Outcome.TAKEN_BACK)
        .select_related("application", "body", "recorded_by", "corrects")
        .prefetch_related("reasons")
    )
    return sorted(rows, key=lambda each: (len(each.paragraph), each.paragraph, each.pk))
