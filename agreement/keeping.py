"""Keeping the records as a registrar does: addresses that stay, what is not removed, to whom an extract was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreement.adoption import fact_of, met_by
from agreement.frozen import AdoptableText
from agreement.models import DecisionRecord
from agreement.services import required_decisions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from agreement.adoption import Required
    from agreement.models import Document


def free_address(row: Any, words: str) -> str:
    """An address for `row` made of `words` (å becomes a), not yet taken in its agreement. Writes nothing."""
    longest = row._meta.get_field("slug").max_length
    stem = slugify(words)[: longest - 5].strip("-") or slugify(row._meta.model_name)
    siblings = type(row)._default_manager.filter(agreement=row.agreement_id, slug__startswith=stem)
    taken = set(siblings.exclude(pk=row.pk).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(name for number in range(2, len(taken) + 3) if (name := f"{stem}-{number}") not in taken)


def words_of_decision(decision: DecisionRecord) -> str:
    """What the address of a decision is made of: body, paragraph and, where it is known, the day."""
    day = decision.decided_on.isoformat() if decision.decided_on else ""
    return f"{decision.body} {decision.paragraph} {day}"


def texts_of(decision: DecisionRecord) -> list[AdoptableText]:
    """Every text that the decision is about: versions of the agreement, and what higher rooms link to it (plans)."""
    texts: list[AdoptableText] = []
    for field in decision._meta.get_fields():
        model = field.related_model
        if field.many_to_many and isinstance(model, type) and issubclass(model, AdoptableText):
            name = field.get_accessor_name() if isinstance(field, models.ManyToManyRel) else field.name
            texts += getattr(decision, name or "").all()
    return texts


def adopted_by(text: AdoptableText, decision: DecisionRecord) -> set[Required]:
    """Which of the decisions that the adopted text needs this one is, as recorded, though a later one corrects it."""
    return met_by(fact_of(decision), required_decisions(text)) if text.is_frozen else set()


def why_link_stays(one: Any, other: Any) -> str:
    """Why a decision and a text, in whatever order, are not taken from each other, as a sentence; empty if they may."""
    for text, decision in ((one, other), (other, one)):
        is_pair = isinstance(text, AdoptableText) and isinstance(decision, DecisionRecord)
        if is_pair and adopted_by(text, decision):
            return _("An adopted text rests on this decision. It stays; a new decision can correct it.")
    return ""


def why_decision_stays(decision: DecisionRecord) -> str:
    """Why the decision is not removed, as a sentence; empty if it may be. A mistake is mended, not taken away."""
    if decision.corrections.exists():
        return _("A later decision corrects this one. Both stay, so that everybody can see what happened.")
    if any(text.is_frozen for text in texts_of(decision)):
        return _("An adopted text rests on this decision. It stays; a new decision can correct it.")
    if decision.later.exists():
        return _("A later decision refers to this one. It stays.")
    if decision.distribution.exclude(sent_on=None).exists():
        return _("Extracts of this decision have been sent. It stays; a new decision can correct it.")
    return ""


def why_document_stays(document: Document) -> str:
    """Why the document is not removed, as a sentence; empty if it may be."""
    if document.basis_of.exists():
        return _("A decision was based on this document. It stays; what must not be read is withheld.")
    return ""


def note_sent(*, decision: DecisionRecord, recipients: Iterable[int], sent_on: dt.date) -> list[str]:
    """Note that the extract was sent on `sent_on` (a Swedish date) to those recipients; returns their roles (AGR-14).

    A recipient that has been sent to keeps its day, so that a second press changes nothing; one of another decision is
    left out. Refuses (ValidationError) a day to come and one before the decision. One row at a time: public pages
    notice what is saved, not what is updated.
    """
    roles = []
    with transaction.atomic():
        rows = decision.distribution.select_for_update().filter(pk__in=list(recipients), sent_on=None)
        for row in rows:
            row.sent_on = sent_on
            row.clean()
            row.save(update_fields=["sent_on"])
            roles.append(row.role)
    return roles
