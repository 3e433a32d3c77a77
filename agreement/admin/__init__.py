"""The agreement in the admin: what it says, who sits in its bodies, its dates and criteria, region by region."""

from agreement.admin import documents, making, notices, people, records, regions, seats, texts
from agreement.admin.common import InRegion, PersonByName, PersonField, PersonForm, WhenOver
from agreement.offices import offices_of
from letters.registry import register_readers

__all__ = [
    "InRegion",
    "PersonByName",
    "PersonField",
    "PersonForm",
    "WhenOver",
    "documents",
    "making",
    "notices",
    "people",
    "records",
    "regions",
    "seats",
    "texts",
]

register_readers(lambda request: offices_of(request).slugs)
