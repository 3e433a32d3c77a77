"""What awaits the person on the admin's start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreement.offices import offices_of
from letters.models import Letter
from letters.registry import without_closed
from membership.models import ReviewItem, SigningItem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

register = template.Library()
MOST = 1000
OLDEST = 3
# A letter or a document that waits longer than this is something staff should know about (R7).
PATIENCE = dt.timedelta(seconds=60)


Lines = Callable[["HttpRequest"], Iterable[dict[str, Any]]]
MORE: list[Lines] = []


def register_lines(lines: Lines) -> None:
    """Let a room above say what awaits the person there. Twice is once."""
    if lines not in MORE:
        MORE.append(lines)


@register.inclusion_tag("admin/_workload.html", takes_context=True)
def workload(context: Any) -> dict[str, Any]:
    """How many cases await a decision, how many copies await confirmation, and what is stuck; each with its list. The
    cases that have waited longest are one click away.
    """
    request = context["request"]
    mine = offices_of(request)
    if not (mine.everywhere or mine.staffed):
        return {"lines": []}
    late = timezone.now() - PATIENCE
    documents = SigningItem.objects.open_to(request.user)
    letters: QuerySet[Letter] = (
        Letter.objects.all() if mine.everywhere else Letter.objects.filter(region__in=mine.slugs)
    )
    letters = without_closed(letters, request)
    waiting = ReviewItem.objects.open_to(request.user).awaiting_decision()
    cases = short_count(waiting)
    copies = short_count(documents.awaiting_confirmation())
    stuck_documents = short_count(documents.filter(done_at=None, called_off_at=None, due_at__lt=late))
    stuck_letters = short_count(letters.filter(done_at=None, called_off_at=None, due_at__lt=late))
    queue = reverse("admin:membership_reviewitem_changelist")
    signing = reverse("admin:membership_signingitem_changelist")
    return {
        "oldest": waiting.oldest_first().only("pk", "name", "reference")[:OLDEST],
        "lines": [
            line(cases, ngettext("case awaits a decision", "cases await a decision", cases), queue),
            line(copies, ngettext("signed copy to confirm", "signed copies to confirm", copies), signing),
            line(
                stuck_documents,
                ngettext(
                    "document waits longer than a minute or was given up",
                    "documents wait longer than a minute or were given up",
                    stuck_documents,
                ),
                f"{signing}?state=pdf",
                trouble=True,
            ),
            line(
                stuck_letters,
                ngettext(
                    "letter waits longer than a minute or was given up",
                    "letters wait longer than a minute or were given up",
                    stuck_letters,
                ),
                reverse("admin:letters_letter_changelist"),
                trouble=True,
            ),
            *(each for lines in MORE for each in lines(request)),
        ],
    }


def short_count(rows: QuerySet[Any]) -> int:
    """How many, but never counting on past a thousand."""
    return rows.order_by()[: MOST + 1].count()


def line(count: int, label: str, url: str, *, trouble: bool = False) -> dict[str, Any]:
    number = str(count) if count <= MOST else _("more than %(most)d") % {"most": MOST}
    return {"count": count, "number": number, "label": label, "url": url, "trouble": trouble and count > 0}
