"""The queue as a file: exactly the rows that the list shows the person, as CSV or as an Excel workbook.

No person's name, address or number is in it: who may fetch the file is not who may read it later. Contact persons are
on the case page.
"""

from __future__ import annotations

import csv
import logging
import tempfile
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, Subquery
from django.http import FileResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from membership.member_list import safe_cell
from membership.models import Decision
from membership.states import Form, Outcome, Scope, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

logger = logging.getLogger(__name__)
FIRST, AT_A_TIME = 100, 2000
AT = 6  # where a row has its time of receipt
KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Exports(admin.ModelAdmin):  # type: ignore[type-arg]
    """Two addresses beside the list, which take the list's own filters and search."""

    change_list_template = "admin/membership/queue.html"

    def export_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.export_view))
        return [
            path(f"export.{kind}", view, {"kind": kind}, name=f"membership_reviewitem_{kind}")
            for kind in KINDS
        ]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The rows under the address's filters and search, oldest first; two thousand with each query.

        Refuses whoever may not see the queue. What is closed to the person is not in it (MEM-45).
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        # The list's own query, so that list and file can never differ; without what only its columns need.
        cases = self.get_changelist_instance(request).queryset.order_by("submitted_at", "pk")
        rows = _logged(_rows(cases), kind, request.user.pk)
        name = f"{_('review-queue')}-{timezone.localdate().isoformat()}.{kind}"
        if kind == "xlsx":
            return _private(
                FileResponse(_workbook(rows), as_attachment=True, filename=name, content_type=XLSX)
            )
        response = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return _private(response)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _private(response: Any) -> Any:
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _rows(cases: Any) -> Iterator[list[str]]:
    """The headings, then a row for each case: text in every cell. Words are looked up before the first row, because a
    stream is read when the request's language is gone.
    """
    newest = Decision.objects.filter(application=OuterRef("pk")).order_by("-pk")
    names = (
        *("reference", "agreement__region__name", "name", "number", "form", "scope"),
        *("submitted_at", "effects", "status", "outcome", "decided_on", "paragraph", "pk"),
    )
    found = cases.annotate(
        outcome=Subquery(newest.values("outcome")[:1]),
        decided_on=Subquery(newest.values("decided_on")[:1]),
        paragraph=Subquery(newest.values("paragraph")[:1]),
    ).values_list(*names)
    headings = [
        *(_("Reference"), _("Region"), _("Organisation"), _("Organisation number")),
        *(_("Form of organisation"), _("Active in"), _("Received"), _("Cut-offs in time")),
        *(_("Status"), _("Decision"), _("Meeting date"), _("Paragraph in the minutes")),
    ]
    words = {
        choices: {value: str(label) for value, label in choices.choices}
        for choices in (Form, Scope, Status, Outcome)
    }
    return _lines([capfirst(each) for each in headings], words, found)


def _lines(headings: list[str], words: dict[Any, dict[str, str]], found: Any) -> Iterator[list[str]]:
    yield headings
    for row in _in_order(found):
        reference, region, name, number, form, scope, at, effects, status, outcome, day, paragraph, _pk = row
        yield [
            reference,
            region,
            name,
            number,
            words[Form].get(form, form),
            words[Scope].get(scope, scope),
            timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "",
            ", ".join(str(effect.get("title", "")) for effect in effects if effect.get("met")),
            words[Status].get(status, status),
            words[Outcome].get(outcome or "", ""),
            day.isoformat() if day else "",
            paragraph or "",
        ]


def _in_order(found: Any) -> Iterator[Any]:
    """The rows, some at a time, each time from where the last ones ended: the first ones are there at once. One cursor
    over all of them would not be: the database would make the whole answer first.
    """
    rest, some = found, FIRST
    while rows := list(rest[:some]):
        yield from rows
        if len(rows) < some:
            return
        *_cells, pk = rows[-1]
        at = rows[-1][AT]
        rest = found.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk), submitted_at__gte=at)
        some = AT_A_TIME


def _logged(rows: Iterator[list[str]], kind: str, user: int | None) -> Iterator[list[str]]:
    """Who took how much out of the house; said when the last row has left."""
    count = -1  # the headings are no case
    for row in rows:
        count += 1
        yield row
    logger.info("queue_exported", extra={"kind": kind, "user_id": user, "rows": count})


def _csv(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """RFC 4180, UTF-8 with a byte order mark, so that Excel reads å, ä and ö; no cell can be a formula."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row]).encode()


def _workbook(rows: Iterable[list[str]]) -> Any:
    """An Excel workbook in a temporary file. Every cell is written as a string: nothing in it can be a formula, a link
    or a number that Excel would round.
    """
    from xlsxwriter import Workbook

    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, bold if number == 0 else None)
    file.seek(0)
    return file
