"""What can be done with a text: publish our summary of it, take that down, adopt it, begin a new one from it.

One door for the state (`_step`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from agreement.adoption import Missing, Required, facts, missing, requirements
from agreement.exceptions import DecisionsMissing, NothingToAdopt, StepNotAllowed, TextHasChanged
from agreement.frozen import AdoptableText, TextRow
from agreement.states import TEXT_STEPS, TextState

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import Field, Model

    from accounts.models import User

Text = TypeVar("Text", bound="AdoptableText")


def missing_decisions(text: AdoptableText) -> list[Missing]:
    """The decisions that the text still needs, each with its reason (AGR-09)."""
    return missing(required_decisions(text), facts(text.decisions.all()))


def required_decisions(text: AdoptableText) -> list[Required]:
    """The decisions that a text of this kind needs in its agreement."""
    return text.own_requirements() or requirements(text.agreement, text.subject)


def publish(text: Text) -> Text:
    """Show our own summary to the public. Adopted wording is shown by adopting it.

    Refuses (StepNotAllowed) what is no draft, and what is no summary; so also the second time.
    """
    return _step(text, "publish")


def take_down(text: Text) -> Text:
    """Make a published summary a draft again. Refuses (StepNotAllowed) anything else."""
    return _step(text, "take_down")


def adopt(
    text: Text,
    *,
    by: User | None,
    despite_missing: bool = False,
    seen: str = "",
    at: dt.datetime | None = None,
) -> Text:
    """Freeze the text and give it the hash of its content (AGR-34, PLAN-25).

    From then on nobody changes it: not in the admin, not by the ORM, not in SQL. Whether it counts as adopted is told
    by the recorded decisions; when some are missing somebody must say so (`despite_missing`). `seen` is the hash of
    what the person looked at, `at` the moment of freezing where it was not now (a text that is loaded from files).
    Refuses NothingToAdopt, TextHasChanged, DecisionsMissing, and StepNotAllowed for a text that is adopted already; so
    also the second time. Who may do it is the caller's question (permissions.may_adopt).

    The lock on the text's row makes everybody who writes a row of it in this moment either wait and be refused, or be
    waited for and be part of the hash (the rows' triggers take the same lock).
    """
    with transaction.atomic():
        row = _locked(text)
        if row.state not in TEXT_STEPS["adopt"].before:
            raise StepNotAllowed("adopt", row.state)
        canonical = row.canonical()
        if not any(key != "summary" for key in canonical.texts()):
            raise NothingToAdopt
        if seen and seen != canonical.fingerprint():
            raise TextHasChanged
        if not despite_missing and (gaps := missing_decisions(row)):
            raise DecisionsMissing(gaps)
        return _step(
            text,
            "adopt",
            content_hash=canonical.fingerprint(),
            frozen_at=at or timezone.now(),
            frozen_by_id=by.pk if by else None,
        )


def verify(text: AdoptableText) -> bool:
    """Whether an adopted text still says what it said when its hash was made; False for one that is not adopted."""
    return text.is_frozen and text.canonical().fingerprint() == text.content_hash


def copy_as_draft(text: Text, **changed: object) -> Text:
    """A new draft that says what `text` says, row for row; `changed` names its own fields, at least `slug`.

    Facts about the old text (dates in force, source, decisions, signatures) stay with it. Its translations come along,
    hidden until somebody has looked at them. Refuses (IntegrityError) an address or a label that is taken.
    """
    model = type(text)
    fresh = {"state", "frozen_at", "content_hash", *model.open_fields, *changed}
    with transaction.atomic():
        new = model(**{**_values(text, leave_out=fresh), **changed, "state": TextState.DRAFT})
        new.save()
        known: dict[tuple[type[Model], object], Model] = {(model, text.pk): new}
        for rows in row_models(model):
            parent: Any = rows._meta.get_field(rows.text_path.split("__")[0])
            for row in rows._default_manager.filter(**{rows.text_path: text.pk}):
                place = known[parent.related_model, row.parent_id]
                copy = rows(**{**_values(row, leave_out={parent.name}), parent.name: place})
                copy.save()
                known[rows, row.pk] = copy
        for translation in text.translations.all():
            place_of = {
                field.name for field in translation._meta.concrete_fields if field.related_model is model
            }
            values = {**_values(translation, leave_out=place_of), **dict.fromkeys(place_of, new)}
            type(translation)._default_manager.create(**{**values, "is_public": False})
    return new


def row_models(text: type[AdoptableText]) -> list[type[TextRow]]:
    """The kinds of rows that texts of this kind have, parents before children."""
    found = []
    for model in apps.get_models():
        if issubclass(model, TextRow):
            current: Any = model
            for name in model.text_path.split("__"):
                current = current._meta.get_field(name).related_model
            if current is text:
                found.append(model)
    return sorted(found, key=lambda model: model.text_path.count("__"))


def _values(row: Model, *, leave_out: set[str]) -> dict[str, Any]:
    """The row's own columns but for its key."""
    fields: list[Field[Any, Any]] = list(row._meta.concrete_fields)
    return {
        field.attname: getattr(row, field.attname)
        for field in fields
        if not field.primary_key and field.name not in leave_out
    }


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
