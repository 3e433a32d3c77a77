"""Who a visitor of the demo can become, and everybody else whom the demo invents.

All of them have addresses under `demo.example`, which can never belong to anybody (RFC 2606); only people with such an
address are ever signed in by a click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreement.states import Side

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DOMAIN = "demo.example"


def address(local: str) -> str:
    """An address that belongs to nobody."""
    return f"{local}@{DOMAIN}"


@dataclass(frozen=True)
class Person:
    """Somebody with a button of their own. `part` names the seat or case that seeding gives them."""

    part: str
    region: str  # a slug; empty: all regions
    name: str
    title: _StrPromise | str
    what: _StrPromise

    @property
    def key(self) -> str:
        """The last part of the address of the button."""
        return f"{self.region}-{self.part}" if self.region else self.part

    @property
    def email(self) -> str:
        return address(f"{self.part}.{self.region}" if self.region else self.part)


NEW, DRAFT, APPROVED, MEMBER = "ny", "utkast", "godkand", "medlem"
PROCESS_LEADER, ADMINISTRATOR, OPERATOR_PART = "sekretariat", "part", "drift"
REGIONS = ("norrbotten", "blekinge")


def _listed(region: str) -> list[Person]:
    return [
        Person(
            NEW,
            region,
            "Demo Sökande",
            _("New applicant"),
            _("Here you begin: fill in an application and send it."),
        ),
        Person(
            DRAFT,
            region,
            "Hanna Halvvägs",
            _("Applicant with a draft"),
            _("Go on with an application that is half finished."),
        ),
        Person(
            APPROVED,
            region,
            "Gustav Godkänd",
            _("Approved applicant"),
            _("Fetch the document, sign it and send it back."),
        ),
        Person(
            MEMBER,
            region,
            "Mona Medlem",
            _("Organisation that has joined"),
            _("See what it looks like when everything is done."),
        ),
        Person(
            ADMINISTRATOR,
            region,
            "Partik Partsexempel",
            _("Party administrator"),
            _("Fill and empty the seats of your own party, and of nobody else's."),
        ),
        Person(
            PROCESS_LEADER,
            region,
            "Sofia Sekreterare",
            _("Secretariat"),
            _("Prepare cases, record decisions and confirm signatures."),
        ),
    ]


PEOPLE: dict[str, list[Person]] = {region: _listed(region) for region in REGIONS}
OPERATOR = Person(
    OPERATOR_PART,
    "",
    "Drifta Demosson",
    _("Operator"),
    _("See both regions, every letter, and what has gone wrong."),
)

# Who sits in the leadership groups, in the order of the seats. Invented, and meant to show it.
LEADERS: dict[str, dict[str, list[str]]] = {
    "norrbotten": {
        Side.CIVIL: ["Elsa Exempel", "Čáhppe Ovdamearka", "Aino Esimerkki"],
        Side.PUBLIC: [
            "Rune Påhitt",
            "Fia Fantasi",
            "Påhittad Ledamot",
            "Lena Låtsas",
            "Hilding Hittepå",
            "Sara Saga",
        ],
    },
    "blekinge": {
        Side.CIVIL: ["Ebba Exempel", "Łucja Przykład", "Idun Ideell", "Vide Visa"],
        Side.PUBLIC: ["Petra Påhitt", "Fabian Fabel", "Låtsad Ledamot", "Signe Saga"],
    },
}
CO_OPTED = "Adjungerad Exempel"
OFFICES = {
    "region-norrbotten": "regionen",
    "lansstyrelsen-norrbotten": "länsstyrelsen",
    "civilsamhallet": "civilsamhället",
    "ideburen-sektor": "idéburen sektor",
    "offentliga-aktorer": "offentliga aktörer",
}
