"""The extract of the minutes: what a decision's record says, frozen as a snapshot, and the PDF that is made from it.

As with the signing document, nothing here reads the clock, and the drawing reads nothing but the snapshot: the same
snapshot gives the same bytes. PDF/UA-1 and PDF/A-3a in one file.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from membership.documents import HANGING_SPACE, DocumentError, day_in_words, drawable, page_of, signing_css
from membership.pdf import render_pdf
from membership.record import exception, what
from membership.states import Manner, Outcome
from membership.voices import took_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from membership.models import Decision
    from membership.voices import Seated

TEMPLATE = 1
LANGUAGE = "sv"  # the minutes are written in Swedish, whoever asks


def extract_snapshot(
    decision: Decision, rows: Sequence[Decision], *, left_out: int, whole_day: bool
) -> dict[str, Any]:
    """What the extract says: the body and the day of `decision`, who took part, and each of `rows`."""
    with translation.override(LANGUAGE):
        return {
            "template": TEMPLATE,
            "region": decision.body.agreement.region.name,
            "body": decision.body.name,
            "day": decision.decided_on.isoformat(),
            "reference": "" if whole_day else decision.application.reference,
            "present": _by_party(rows),
            "left_out": left_out,
            "items": [_item(each) for each in rows],
        }


def extract_html(snapshot: Mapping[str, Any]) -> str:
    """The extract as one HTML page. Everything is escaped. Refuses (DocumentError) a snapshot of another layout."""
    if snapshot.get("template") != TEMPLATE:
        raise DocumentError(
            _("The document asks for layout %s, which is not here.") % snapshot.get("template")
        )
    drawn = drawable(snapshot)
    with translation.override(LANGUAGE):
        context = {
            **drawn,
            "language": LANGUAGE,
            "day": day_in_words(drawn["day"]),
            "page_of": page_of(),
            "issued_on": day_in_words(drawn["issued_at"][:10]),
            "items": [{**item, "rows": _rows(item)} for item in drawn["items"]],
        }
        html = render_to_string("membership/documents/extract.html", context)
    return HANGING_SPACE.sub(r"\1", html)


def render_extract_pdf(snapshot: Mapping[str, Any]) -> bytes:
    """Draw the extract. Touches no database and no network. Refuses (DocumentError) as `extract_html`, and a letter
    that no font has.
    """
    return render_pdf(
        extract_html(snapshot),
        css=signing_css(),
        created_at=datetime.fromisoformat(snapshot["issued_at"]),
    )


def _item(decision: Decision) -> dict[str, Any]:
    """One decision as it stands in the extract."""
    people = took_part(decision)
    case = decision.application
    before = decision.corrects
    replaced = before is not None and before.outcome != Outcome.TAKEN_BACK
    return {
        "paragraph": decision.paragraph,
        "registry_number": decision.registry_number,
        "reference": case.reference,
        "organisation": case.name,
        "number": case.number,
        "manner": _("By positions, without a meeting") if decision.manner == Manner.POSITIONS else "",
        "outcome": what(decision),
        "exception": exception(decision),
        "anew": str(decision.get_anew_display()),
        "replaces": day_in_words(before.decided_on.isoformat()) if before and replaced else "",
        "reasons": [reason.text for reason in decision.reasons.all()],
        "reasons_text": decision.reasons_text,
        "conflicts_asked": decision.conflicts_asked,
        "stepped_in": [_name(seat) for seat in people.voices if seat.stepped_in],
        "recused": [_name(seat) for seat in people.recused],
        "voices": [f"{_name(seat)}: {seat.said.lower()}" for seat in people.voices if seat.said],
        "unequal_reason": decision.unequal_reason,
        "dissent": decision.dissent,
        "also_there": decision.also_there,
        "recorded_by": str(decision.recorded_by),
    }


def _by_party(rows: Sequence[Decision]) -> list[dict[str, Any]]:
    """Who took part in any of the decisions, party by party, each person once. Whoever had a conflict of interest in
    all of them took part in none (LAW-F1).
    """
    parties: dict[str, dict[str, None]] = {}
    for decision in rows:
        people = took_part(decision)
        for seat in (*people.voices, *people.others):
            parties.setdefault(seat.party, {})[seat.name] = None
    return [{"party": party, "people": list(names)} for party, names in parties.items()]


def _name(seat: Seated) -> str:
    return f"{seat.name} ({seat.party})" if seat.party else seat.name


def _rows(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of a decision; a line that has nothing to say is left out."""
    rows = [
        (_("Reference"), item["reference"]),
        (_("Registry number"), item["registry_number"]),
        (_("Organisation"), item["organisation"]),
        (_("Organisation number"), item["number"]),
        (_("How"), item["manner"]),
        (_("Decision"), item["outcome"]),
        (_("Exception"), item.get("exception", "")),
        (_("Decided once more"), item.get("anew", "")),
        (_("Replaces the decision of"), item["replaces"]),
        (
            _("Conflicts of interest"),
            _("Asked for before the decision") if item.get("conflicts_asked") else "",
        ),
        (_("Took no part, for a conflict of interest"), ", ".join(item["recused"])),
        (_("Was there without deciding"), item.get("also_there", "")),
        (_("Stepped in as alternate"), ", ".join(item["stepped_in"])),
        (_("Positions"), ", ".join(item["voices"])),
        (_("Why the voices were not equally many"), item["unequal_reason"]),
        (_("Dissenting opinion"), item["dissent"]),
        (_("Recorded by"), item["recorded_by"]),
    ]
    return [(label, value) for label, value in rows if value]
