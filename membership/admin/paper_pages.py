"""What came with the application itself, on the case page (MEM-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership.admin.pages import Part, add_part

if TYPE_CHECKING:
    from membership.admin.case import Case
    from membership.models import Attachment


def papers(case: Case) -> list[Attachment]:
    """The statutes and minutes that the organisation sent before anybody asked for more."""
    return case.application.papers


add_part(Part("admin/membership/_papers.html", papers, rank=10))
