"""The public pages about the agreement: read by everybody, kept by the page cache, nothing to fill in."""

from agreement.views.groups import body, parties
from agreement.views.records import decision, decisions, making
from agreement.views.start import home, region_start
from agreement.views.text import agreement_in_force, principle, principles, translation
from agreement.views.versions import compare, version, versions

__all__ = [
    "agreement_in_force",
    "body",
    "compare",
    "decision",
    "decisions",
    "home",
    "making",
    "parties",
    "principle",
    "principles",
    "region_start",
    "translation",
    "version",
    "versions",
]
