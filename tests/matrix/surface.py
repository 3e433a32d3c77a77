"""One row of the table of rights: a method at an address, and what each person gets there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

STAFF = ("leader", "leader_south", "secretary", "secretary_south", "operator")
# Nobody of these gets past the door: the sign-in page, or the page where a second factor is enrolled.
OUTSIDE = ("anonymous", "applicant", "other_applicant", "co_opted", "operator_without_factor")
# In the order of STAFF. "!" means that rows change; everything else leaves the database as it was.
EVERYBODY = "200 200 200 200 200"
OWN_REGION = "200 404 200 404 200"


@dataclass
class Surface:
    """One method at one address, and what each member of staff gets."""

    method: str
    url: str
    expected: str
    data: dict[str, Any] = field(default_factory=dict)
    outside: str = "302"

    @property
    def name(self) -> str:
        return f"{self.method} {self.url}"

    def for_person(self, person: str) -> str:
        if person == "operator_without_factor":
            return "302"  # the middleware stands before everything
        return self.outside if person in OUTSIDE else self.expected.split()[STAFF.index(person)]
