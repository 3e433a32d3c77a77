"""What came with the application itself, on the case page (MEM-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership.admin.pages import Part, add_part
from membership.services.attachments import papers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership.admin.case import Case
    from membership.models import Attachment


def papers(case: Case) -> Iterable[Attachment]:
    """The statutes and minutes that the organisation sent before anybody asked for more."""
    return list(papers_of(case.application))


add_part(Part("admin/membership/_papers.html", papers, rank=10))
