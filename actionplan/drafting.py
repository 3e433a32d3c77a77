"""A document that was read (agreement.importing) becomes a draft plan: every piece a row, nothing lost."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actionplan.models import ActionPlan, DevelopmentArea, Milestone, PlannedAction, PlanPart
from actionplan.plans import FIXED_WORDS
from agreement.drafting import LONGEST_HEADING, free_slug, parts_of, points
from agreement.states import PartKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.importing import ParsedPrinciple, ParsedText
    from agreement.models import Agreement

LONGEST_TITLE = LONGEST_NAME = 160


def draft_plan(agreement: Agreement, parsed: ParsedText, *, label: str) -> ActionPlan:
    """A draft plan of `agreement` that says what the document says; `label` is its title.

    Goals and principles that the plan repeats become parts of its text: the plan has none of its own. Refuses
    (ValidationError) a title that the agreement has already: run twice, the second time makes nothing.
    """
    if agreement.action_plans.filter(title=label).exists():
        raise ValidationError(_("There is already a plan called %(label)s.") % {"label": label})
    with transaction.atomic():
        taken = {*agreement.action_plans.values_list("slug", flat=True), *FIXED_WORDS}
        plan = ActionPlan.objects.create(
            agreement=agreement,
            title=label[:LONGEST_TITLE],
            slug=free_slug(label, taken, 60),
            is_summary=False,
            period_from=parsed.period.begins if parsed.period else None,
            period_to=parsed.period.ends if parsed.period else None,
        )
        for order, (kind, heading, body) in enumerate(_parts(parsed), 1):
            PlanPart.objects.create(plan=plan, kind=kind, heading=heading, body=body, order=order)
        slugs: set[str] = set()
        for read in parsed.areas:
            slug = free_slug(read.name, slugs, 80)
            slugs.add(slug)
            area = DevelopmentArea.objects.create(
                plan=plan,
                slug=slug,
                name=read.name[:LONGEST_NAME],
                summary=read.text if len(read.name) <= LONGEST_NAME else f"{read.name}\n\n{read.text}",
                order=read.number,
            )
            for order, text in enumerate(read.actions, 1):
                PlannedAction.objects.create(area=area, text=text, order=order)
        for order, each in enumerate(parsed.milestones, 1):
            Milestone.objects.create(plan=plan, year=each.year, text=each.text, order=order)
    return plan


def _parts(parsed: ParsedText) -> Iterator[tuple[str, str, str]]:
    """The parts, and the goals and principles that the plan repeats, after the purpose they belong to."""
    repeated = []
    if parsed.goals:
        repeated.append((PartKind.OTHER, parsed.goals_heading or "Mål", points(parsed.goals)))
    if parsed.principles:
        lines = [
            "\n\n".join(filter(None, (f"- {read.name}", read.meaning, *_commitments(read))))
            for read in parsed.principles
        ]
        plain = "\n".join(lines) if all("\n" not in line for line in lines) else "\n\n".join(lines)
        repeated.append((PartKind.OTHER, parsed.principles_heading or "Principer", plain))
    told = False
    for kind, heading, body in parts_of(parsed):
        if not told and kind in (PartKind.PLAN, PartKind.OTHER) and heading != "Titel":
            yield from _short(repeated)
            told = True
        yield kind, heading, body
    if not told:
        yield from _short(repeated)


def _commitments(read: ParsedPrinciple) -> Iterator[str]:
    """The commitments below the label that says whom they bind: a plan has no rows for them."""
    for label, group in itertools.groupby(read.commitments, key=lambda each: each.label):
        yield label
        yield points(each.text for each in group)


def _short(parts: list[tuple[PartKind, str, str]]) -> Iterator[tuple[str, str, str]]:
    for kind, heading, body in parts:
        whole = f"{heading}\n\n{body}" if len(heading) > LONGEST_HEADING else body
        yield kind, heading[:LONGEST_HEADING], whole
