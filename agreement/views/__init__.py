"""The public pages about the agreement: read by everybody, kept by the page cache, nothing to fill in."""

from agreement.views.groups import body, parties
from agreement.views.start import home, region_start
from agreement.views.text import agreement_in_force, principle, principles

__all__ = ["agreement_in_force", "body", "home", "parties", "principle", "principles", "region_start"]
