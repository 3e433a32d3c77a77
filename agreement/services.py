"""What can be done with a text: publish our summary of it, take that down, adopt it. One door for the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils import timezone

from agreement.adoption import Missing, Required, facts, missing, requirements
from agreement.exceptions import DecisionsMissing, NothingToAdopt, StepNotAllowed
from agreement.states import TEXT_STEPS, Subject

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User
    from agreement.frozen import AdoptableText

Text = TypeVar("Text", bound="AdoptableText")


def missing_decisions(text: AdoptableText) -> list[Missing]:
    """The decisions that the text still needs, each with its reason (AGR-09)."""
    return missing(required_decisions(text), facts(text.decisions.all()))


def required_decisions(text: AdoptableText) -> list[Required]:
    """The decisions that a text of this kind needs in its agreement."""
    kind = Subject.AGREEMENT if text.canonical().head["kind"] == "agreement" else Subject.PLAN
    return requirements(text.agreement, kind)


def publish(text: Text) -> Text:
    """Show our own summary to the public. Adopted wording is shown by adopting it.

    Refuses (StepNotAllowed) what is no draft, and what is no summary; so also the second time.
    """
    return _step(text, "publish")


def take_down(text: Text) -> Text:
    """Make a published summary a draft again. Refuses (StepNotAllowed) anything else."""
    return _step(text, "take_down")


def adopt(text: Text, *, by: User | None, despite_missing: bool = False) -> Text:
    """Freeze the text and give it the hash of its content (AGR-34, PLAN-25).

    From then on nobody changes it: not in the admin, not by the ORM, not in SQL. Whether it counts as adopted is told
    by the recorded decisions; when some are missing somebody must say so (`despite_missing`). Refuses NothingToAdopt,
    DecisionsMissing, and StepNotAllowed for a text that is adopted already; so also the second time. Who may do it is
    the caller's question (permissions.may_adopt).
    """
    with transaction.atomic():
        row = _locked(text)
        canonical = row.canonical()
        if not any(key != "summary" for key in canonical.texts()):
            raise NothingToAdopt
        if not despite_missing and (gaps := missing_decisions(row)):
            raise DecisionsMissing(gaps)
        return _step(
            text,
            "adopt",
            content_hash=canonical.fingerprint(),
            frozen_at=timezone.now(),
            frozen_by_id=by.pk if by else None,
        )


def _step(text: Text, name: str, **facts: object) -> Text:
    """The one door: moves the text's state if it still is where the step begins, and saves what goes with it."""
    step = TEXT_STEPS[name]
    with transaction.atomic():
        row = _locked(text)
        if row.state not in step.before or (step.only_summary and not row.is_summary):
            raise StepNotAllowed(name, row.state)
        row.state = step.after
        for field, value in facts.items():
            setattr(row, field, value)
        row.save(update_fields=["state", *(field.removesuffix("_id") for field in facts)])
    text.refresh_from_db()
    return text


def _locked(text: Text) -> Text:
    """The text's own row, held until the end of the transaction: nobody else moves it or counts on the old state."""
    model: type[Model] = type(text)
    return model._default_manager.select_for_update().get(pk=text.pk)  # type: ignore[return-value]
