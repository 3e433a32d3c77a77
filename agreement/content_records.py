"""Rows of what is recorded: register numbers, documents, decisions, required decisions, the making, news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from agreement import content_data, models
from agreement.content_files import sha256_of
from agreement.content_items import from_row, keyed, values_of, with_optional
from agreement.sections import Wanted, key_of
from agreement.states import Access

if TYPE_CHECKING:
    from agreement.content_files import Folder

AGREEMENT = {"agreement": "agreement"}
BY_SLUG = ("agreement", "slug")


def rows(agreement: content_data.Agreement, folder: Folder) -> Iterator[Wanted]:
    """Parents before children: numbers, documents, decisions, and what refers to them."""
    for number in agreement.registry_numbers:
        key, source = _registry(number), f"region.toml, registry number {number.number}"
        parents, match = {"party": f"party/{number.party}"}, ("party", "number")
        yield Wanted(key, source, models.RegistryNumber, values_of(number, "party"), parents, match)
    for document in agreement.documents:
        yield _document_row(document, folder)
    for decision in agreement.decisions:
        yield from _decision_rows(decision)
    for order, required in keyed(agreement.required_decisions, lambda each: f"{each.subject}/{each.order}"):
        yield _required_row(required, order)
    for order, step in keyed(agreement.making):
        yield from _making_rows(step, order)
    for item in agreement.news:
        key, source = f"news/{item.slug}", f"news.toml, {item.slug}"
        yield Wanted(key, source, models.NewsItem, values_of(item), AGREEMENT, BY_SLUG)


def _required_row(required: content_data.RequiredDecision, name: str) -> Wanted:
    key, source = f"required_decision/{name}", f"region.toml, required decision {name}"
    parents = AGREEMENT | {"party": f"party/{required.party}"}
    match = ("agreement", "subject", "party", "body")
    return Wanted(key, source, models.RequiredDecision, values_of(required, "party"), parents, match)


def _registry(number: content_data.RegistryNumber | content_data.Registered | None) -> str:
    return key_of("registry_number", number.party, number.number) if number else ""


def _document_row(document: content_data.Document, folder: Folder) -> Wanted:
    """A folder without the file, or without a withheld document's address, says nothing about it."""
    silent = ["file", "registry"]
    if document.access == Access.WITHHELD and not document.url:
        silent.append("url")
    values, parents = with_optional(values_of(document, *silent), registry=_registry(document.registry))
    path: Path | None = None
    if document.file:
        path = folder.attachment(document.file)
        values |= {"size": path.stat().st_size, "sha256": sha256_of(path)}
    key, source = f"document/{document.slug}", f"documents.toml, {document.slug}"
    return Wanted(key, source, models.Document, values, AGREEMENT | parents, BY_SLUG, file=path)


def _decision_rows(decision: content_data.Decision) -> Iterator[Wanted]:
    key, source = f"decision/{decision.slug}", f"decisions.toml, {decision.slug}"
    elsewhere = ("party", "registry", "refers_to", "corrects", "versions", "basis", "distribution")
    values, parents = with_optional(
        values_of(decision, *elsewhere),
        registry=_registry(decision.registry),
        party=f"party/{decision.party}" if decision.party else "",
    )
    links = {
        "refers_to": tuple(f"decision/{slug}" for slug in [decision.refers_to] if slug),
        "corrects": tuple(f"decision/{slug}" for slug in [decision.corrects] if slug),
        "versions": tuple(f"version/{slug}" for slug in decision.versions),
        "basis": tuple(f"document/{slug}" for slug in decision.basis),
    }
    yield Wanted(key, source, models.DecisionRecord, values, AGREEMENT | parents, BY_SLUG, links=links)
    for order, each in keyed(decision.distribution):
        name, where = f"distribution/{decision.slug}/{order}", f"{source}, distribution {order}"
        match = ("decision", "order")
        yield Wanted(name, where, models.Distribution, values_of(each), {"decision": key}, match)


def _making_rows(step: content_data.MakingStep, name: str) -> Iterator[Wanted]:
    key, source = f"making/{name}", f"making.toml, no. {name}"
    values, parents = with_optional(
        values_of(step, "registry", "document", "answers"),
        registry=_registry(step.registry),
        document=f"document/{step.document}" if step.document else "",
    )
    match = ("agreement", "order", "title")
    yield Wanted(key, source, models.MakingStep, values, AGREEMENT | parents, match)
    for order, each in keyed(step.answers):
        own, where = f"answer/{name}/{order}", f"{source}, answer {order}"
        values, parents = with_optional(
            values_of(each, "document"), document=f"document/{each.document}" if each.document else ""
        )
        match = ("step", "order", "sender")
        yield Wanted(own, where, models.ConsultationAnswer, values, {"step": key} | parents, match)


# --- From the database -----------------------------------------------------------------------------


def records(agreement: models.Agreement, *, private: bool) -> dict[str, tuple[Any, ...]]:
    """The lists of a content_data.Agreement that are recorded. Rows of one rank come in the order of their making."""
    numbers = models.RegistryNumber.objects.filter(party__agreement=agreement)
    return {
        "registry_numbers": tuple(
            from_row(content_data.RegistryNumber, each, party=each.party.slug)
            for each in numbers.order_by("party__order", "party_id", "number").select_related("party")
        ),
        "documents": tuple(
            _document(each, private=private)
            for each in agreement.documents.order_by("pk").select_related("registry__party")
        ),
        "decisions": tuple(_decision(each) for each in _decisions(agreement)),
        "required_decisions": tuple(
            from_row(content_data.RequiredDecision, each, party=each.party.slug)
            for each in agreement.required_decisions.select_related("party")
        ),
        "making": tuple(
            _making(each) for each in agreement.making.select_related("registry__party", "document")
        ),
        "news": tuple(from_row(content_data.NewsItem, each) for each in agreement.news.order_by("pk")),
    }


def _decisions(agreement: models.Agreement) -> Iterable[models.DecisionRecord]:
    return agreement.decisions.order_by("order", "pk").select_related(
        "party", "registry__party", "refers_to", "corrects"
    )


def _registered(number: models.RegistryNumber | None) -> content_data.Registered | None:
    return content_data.Registered(number.party.slug, number.number) if number else None


def _slug(row: Any) -> str:
    return row.slug if row else ""


def _slugs(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(each.slug for each in found))


def is_written(document: models.Document, *, private: bool) -> bool:
    """Whether the export holds the document's file: a withheld one stays in the house (AGR-31)."""
    return bool(document.file) and (private or document.access == Access.OPEN)


def file_name(document: models.Document) -> str:
    """What the file is called in the folder."""
    return f"{document.slug}{PurePath(document.file.name or '').suffix.lower()}"


def _document(document: models.Document, *, private: bool) -> content_data.Document:
    hidden = document.access == Access.WITHHELD and not private
    return from_row(
        content_data.Document,
        document,
        registry=_registered(document.registry),
        url="" if hidden else document.url,
        file=file_name(document) if is_written(document, private=private) else "",
    )


def _decision(decision: models.DecisionRecord) -> content_data.Decision:
    return from_row(
        content_data.Decision,
        decision,
        party=_slug(decision.party),
        registry=_registered(decision.registry),
        refers_to=_slug(decision.refers_to),
        corrects=_slug(decision.corrects),
        versions=_slugs(decision.versions.all()),
        basis=_slugs(decision.basis.all()),
        distribution=tuple(from_row(content_data.Distribution, each) for each in decision.distribution.all()),
    )


def _making(step: models.MakingStep) -> content_data.MakingStep:
    answers = tuple(
        from_row(content_data.Answer, each, document=_slug(each.document))
        for each in step.answers.select_related("document")
    )
    return from_row(
        content_data.MakingStep,
        step,
        registry=_registered(step.registry),
        document=_slug(step.document),
        answers=answers,
    )
