"""A document that was read (agreement.importing) becomes a draft version: every piece a row, nothing lost.

What the reading could not place stands last in the draft, under a heading of its own, so that a person moves it before
the text is adopted. Nothing that the public sees is touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreement.importing import PartyName, find_party, spare_headings
from agreement.models import AgreementVersion, Commitment, Goal, Principle, TextPart
from agreement.states import Binds, PartKind, Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.importing import ParsedCommitment, ParsedText
    from agreement.models import Agreement, Party

# Headings of what has no place of its own; they are the document's language, as its text is.
TITLE = "Titel"
HEADINGS = "Rubriker utan egen plats"
UNPLACED = "Rader som inte fick någon plats"
LONGEST_HEADING = 120
LONGEST_NAME = 120


def draft_version(agreement: Agreement, parsed: ParsedText, *, label: str) -> AgreementVersion:
    """A draft version of `agreement` that says what the document says.

    Refuses (ValidationError) a label that the agreement has already: run twice, the second time makes nothing; and one
    that is too long, which PostgreSQL would only refuse half-way.
    """
    field: Any = AgreementVersion._meta.get_field("label")
    field.run_validators(label)
    if agreement.versions.filter(label=label).exists():
        raise ValidationError(_("There is already a version called %(label)s.") % {"label": label})
    with transaction.atomic():
        version = AgreementVersion.objects.create(
            agreement=agreement,
            label=label,
            slug=free_slug(label, agreement.versions.values_list("slug", flat=True), 60),
            is_summary=False,
        )
        for order, (kind, heading, body) in enumerate(parts_of(parsed), 1):
            TextPart.objects.create(version=version, kind=kind, heading=heading, body=body, order=order)
        for order, text in enumerate(parsed.goals, 1):
            Goal.objects.create(version=version, text=text, order=order)
        names, parties = names_of(agreement), {each.slug: each for each in agreement.parties.all()}
        taken: set[str] = set()
        for read in parsed.principles:
            slug = free_slug(read.name, taken, 80)
            taken.add(slug)
            principle = Principle.objects.create(
                version=version,
                slug=slug,
                name=read.name[:LONGEST_NAME],
                # A name is one line; what is longer is kept whole where there is room.
                meaning=read.meaning if len(read.name) <= LONGEST_NAME else f"{read.name}\n\n{read.meaning}",
                order=read.number,
            )
            for order, each in enumerate(read.commitments, 1):
                Commitment.objects.create(principle=principle, order=order, **_bound(each, names, parties))
    return version


def label_for(parsed: ParsedText) -> str:
    """What a draft is called when nobody says: a plan by its title or period, else by the day (Swedish date)."""
    if parsed.kind == "plan" and parsed.title:
        return parsed.title[0][:LONGEST_NAME]
    if parsed.kind == "plan" and parsed.period:
        return f"Handlingsplan {parsed.period.begins.year}–{parsed.period.ends.year}"
    return f"Utkast {timezone.localdate().isoformat()}"


def parts_of(parsed: ParsedText) -> Iterable[tuple[str, str, str]]:
    """Kind, heading and text of every part, with the title first and what found no place last."""
    if parsed.title:
        yield PartKind.OTHER, TITLE, "\n\n".join(parsed.title)
    for part in parsed.parts:
        body = part.body
        if len(part.heading) > LONGEST_HEADING:
            body = f"{part.heading}\n\n{body}"
        yield part.kind, part.heading[:LONGEST_HEADING], body
    if parsed.kind == "agreement" and parsed.areas:
        blocks = [
            "\n\n".join(filter(None, (area.name, area.text, points(area.actions)))) for area in parsed.areas
        ]
        yield (
            PartKind.PLAN,
            (parsed.areas_heading or str(PartKind.PLAN.label))[:LONGEST_HEADING],
            "\n\n".join(blocks),
        )
    if headings := spare_headings(parsed):
        yield PartKind.OTHER, HEADINGS, "\n\n".join(headings)
    if parsed.unplaced:
        yield PartKind.OTHER, UNPLACED, "\n\n".join(line.text.strip() for line in parsed.unplaced)


def points(texts: Iterable[str]) -> str:
    """Texts as points of a list, as the project's plain text writes them."""
    return "\n".join(f"- {' '.join(text.split())}" for text in texts)


def free_slug(words: str, taken: Iterable[str], longest: int) -> str:
    """An address made of `words` (å becomes a) that is not among `taken`."""
    stem = slugify(words)[: longest - 5].strip("-") or "text"
    others, slug, number = set(taken), stem, 2
    while slug in others:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def names_of(agreement: Agreement) -> list[PartyName]:
    """The parties as a document may call them, for `parse`."""
    return [
        PartyName(each.slug, (each.name, each.represented_by), each.side == Side.PUBLIC)
        for each in agreement.parties.all()
    ]


def with_label(label: str, text: str) -> str:
    """“Kommunerna åtar sig att: lyssna”: what somebody commits to, with the words that say who."""
    return " ".join(filter(None, (label if label.endswith(":") or not label else f"{label}:", text)))


def _bound(read: ParsedCommitment, names: list[PartyName], parties: dict[str, Party]) -> dict[str, object]:
    """Whom the commitment binds. A party that the agreement has not got is named in the text instead."""
    if read.binds != Binds.PARTY:
        return {"binds": read.binds, "party": None, "text": read.text}
    found = find_party(read.party, names)
    if found is None:
        return {"binds": Binds.ALL, "party": None, "text": with_label(read.label or read.party, read.text)}
    return {"binds": Binds.PARTY, "party": parties[found.key], "text": read.text}
