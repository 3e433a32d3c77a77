"""What the demo tells: invented organisations in both regions, and how far each of them has come.

Every name is made up and says so. Ages are days before the day on which the demo is seeded, so that the queue always
shows new and old cases.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from demo import people
from membership.states import Form, Kind


class Fate(Enum):
    """How far a case has come."""

    SUBMITTED = "awaits a decision"
    SUPPLEMENT = "asked for a supplement"
    WITHDRAWN = "taken back"
    DECLINED = "declined"
    AWAITING = "approved, to be signed"
    COPY_REFUSED = "a new copy was asked for"
    RETURNED = "the signed copy awaits confirmation"
    MEMBER = "signed and registered"
    MEMBER_ON_PAPER = "signed on paper, registered by the secretariat"
    DECLINED_AFTER_ALL = "approved, and declined by a later decision"


DECIDED = {
    Fate.DECLINED,
    Fate.AWAITING,
    Fate.COPY_REFUSED,
    Fate.RETURNED,
    Fate.MEMBER,
    Fate.MEMBER_ON_PAPER,
    Fate.DECLINED_AFTER_ALL,
}
MEETINGS = (13, 47, 89, 180, 295)  # days ago; a case is decided at the first meeting after it came in
PARAGRAPH = {13: "14", 47: "9", 89: "6", 180: "11", 295: "4"}


@dataclass(frozen=True)
class Case:
    """One organisation's application. `places` empty: the whole county."""

    name: str
    contact: str
    fate: Fate
    age: float  # days since it came in
    form: str = Form.NONPROFIT
    places: tuple[str, ...] = ()
    kind: str = Kind.CIVIL
    no_number: str = ""
    exception: str = ""  # why an organisation in one municipality should be let in all the same
    person: str = ""  # the part of `people.Person` who has this case
    language: str = "sv"
    public: frozenset[str] = field(default_factory=frozenset)  # which contact details may be shown
    reason: tuple[str, str] = ("", "")  # for a refusal: the criterion's key, and words
    missing: str = ""  # what the secretariat has asked for


ALL = frozenset({"name", "email", "phone"})
NAME_AND_EMAIL = frozenset({"name", "email"})

NORRBOTTEN = (
    Case("Exempelbygdens folkdansare", "Maja Polska", Fate.MEMBER, 312, public=ALL),
    Case(
        "Låtsasälvens norrskenskör",
        "Nils Notexempel",
        Fate.MEMBER,
        196,
        places=("Kiruna", "Gällivare"),
        public=NAME_AND_EMAIL,
    ),
    Case(
        "Ovdamearka sámi searvi",
        "Sunná Ovdamearka",
        Fate.MEMBER,
        190,
        places=("Kiruna", "Jokkmokk", "Gällivare"),
        public=NAME_AND_EMAIL,
    ),
    Case(
        "Esimerkkikylän teatteri",
        "Tuula Esimerkki",
        Fate.MEMBER,
        101,
        places=("Haparanda", "Övertorneå"),
        public=ALL,
    ),
    Case(
        "Nätverket Påhittade byar",
        "Britta Byexempel",
        Fate.MEMBER,
        98,
        form=Form.NETWORK,
        no_number="Vi är ett nätverk av byalag och har inget eget nummer.",
        public=NAME_AND_EMAIL,
    ),
    Case(
        "Skidklubben Exempelspåret",
        "Valdemar Vallafel",
        Fate.MEMBER_ON_PAPER,
        93,
        places=("Luleå", "Boden", "Piteå"),
    ),
    Case(
        "Demoföreningen Midnattssol",
        "Mona Medlem",
        Fate.MEMBER,
        60,
        person=people.MEMBER,
        public=NAME_AND_EMAIL,
    ),
    Case("Kooperativet Påhittade händer", "Karin Krukexempel", Fate.RETURNED, 55, form=Form.COOPERATIVE),
    Case("Åvddåmærkka duodje", "Elle Åvddåmærkka", Fate.RETURNED, 52, places=("Jokkmokk", "Arjeplog")),
    Case(
        "Fantasikustens båtlag",
        "Bo Båtsaga",
        Fate.COPY_REFUSED,
        50,
        places=("Kalix", "Haparanda", "Luleå", "Piteå"),
    ),
    Case("Demoföreningen Vårflod", "Gustav Godkänd", Fate.AWAITING, 30, person=people.APPROVED),
    Case("Exempelköpings pensionärer", "Gunvor Gladexempel", Fate.AWAITING, 26),
    Case(
        "Kiosken på Hittepågatan",
        "Kurt Korvsaga",
        Fate.DECLINED,
        58,
        form=Form.OTHER,
        places=("Älvsbyn", "Piteå"),
        reason=(
            "civilsamhallet",
            "Kiosken är ett företag. Överenskommelsen är till för organisationer i civilsamhället.",
        ),
    ),
    Case(
        "Hembygdslaget i Enkommun",
        "Ester Ensam",
        Fate.DECLINED,
        20,
        places=("Arvidsjaur",),
        exception="Vi vill gärna vara med.",
        reason=(
            "regionalt-aktiv",
            "Föreningen är aktiv i en kommun och har inte sagt varför den ändå hör hemma här.",
        ),
    ),
    Case(
        "Sagobyns motorklubb",
        "Mats Motorsaga",
        Fate.DECLINED_AFTER_ALL,
        110,
        places=("Boden", "Luleå"),
        reason=(
            "hela-overenskommelsen",
            "Klubben har skrivit att den inte längre står bakom överenskommelsen.",
        ),
    ),
    Case("Föreningen Ångrade Oss", "Åke Ånger", Fate.WITHDRAWN, 18),
    Case(
        "Kulturföreningen Glömda stadgar",
        "Stina Stadgesaga",
        Fate.SUPPLEMENT,
        15.3,
        places=("Kalix", "Haparanda"),
        missing="Stadgarna saknas. Vi behöver dem för att se vad föreningen arbetar med.",
    ),
    Case(
        "Meänkielen Mettäkerho Esimerkki",
        "Eevert Esimerkki",
        Fate.SUBMITTED,
        12.2,
        places=("Pajala", "Övertorneå", "Kiruna"),
    ),
    Case("Trossamfundet Exempelljuset", "Ljuva Låtsas", Fate.SUBMITTED, 9.1, form=Form.FAITH),
    Case(
        "Norrlåtsas spelmanslag",
        "Fingal Fiolexempel",
        Fate.SUBMITTED,
        7.3,
        places=("Älvsbyn", "Boden"),
    ),
    Case(
        "Ungdomsrådet Hittepå",
        "Tindra Tjugoexempel",
        Fate.SUBMITTED,
        6.2,
        form=Form.NETWORK,
        no_number="Vi är nystartade och har sökt ett nummer.",
    ),
    Case("Påhittade Anhörigas förening", "Anna Anhörigsaga", Fate.SUBMITTED, 4.4),
    Case(
        "Čáppa Ovdamearka searvi",
        "Biret Ovdamearka",
        Fate.SUBMITTED,
        3.2,
        places=("Gällivare", "Jokkmokk", "Arjeplog"),
    ),
    Case("Example Newcomers' Club", "Femi Example", Fate.SUBMITTED, 2.3, language="en"),
    Case(
        "Fågelskådarna i Fantasideltat",
        "Sparv Sagoson",
        Fate.SUBMITTED,
        1.2,
        places=("Luleå",),
        exception="Deltat ligger i en kommun, men våra fåglar och kurser når hela länet.",
    ),
    Case("Stiftelsen Sagostigen", "Stig Saga", Fate.SUBMITTED, 0.08, form=Form.FOUNDATION),
)

BLEKINGE = (
    Case("Skärgårdens låtsaskör", "Cajsa Körexempel", Fate.MEMBER, 305, public=ALL),
    Case(
        "Stowarzyszenie Przykład",
        "Łukasz Przykładowy",
        Fate.MEMBER,
        185,
        places=("Karlskrona", "Karlshamn"),
        public=NAME_AND_EMAIL,
    ),
    Case(
        "Exempelsunds bibliotek",
        "Bibbi Boksaga",
        Fate.MEMBER,
        97,
        form=Form.PUBLIC,
        kind=Kind.PUBLIC,
        places=("Sölvesborg",),
        public=ALL,
    ),
    Case(
        "Demoföreningen Ekbacken",
        "Mona Medlem",
        Fate.MEMBER,
        62,
        person=people.MEMBER,
        public=NAME_AND_EMAIL,
    ),
    Case("Eklövens påhittade scouter", "Knut Knopexempel", Fate.RETURNED, 53, places=("Ronneby",)),
    Case("Demoföreningen Havsbris", "Gustav Godkänd", Fate.AWAITING, 33, person=people.APPROVED),
    Case("Fantasiö båtklubb", "Saltsara Saga", Fate.AWAITING, 25, places=("Karlshamn",)),
    Case(
        "Hittepå Konsult",
        "Kalle Kontrakt",
        Fate.DECLINED,
        24,
        form=Form.OTHER,
        reason=("ideburen-eller-offentlig", "Ett företag är varken en idéburen eller en offentlig aktör."),
    ),
    Case(
        "Fabeldalens flygklubb",
        "Flora Flygsaga",
        Fate.DECLINED_AFTER_ALL,
        105,
        places=("Ronneby",),
        reason=(
            "hela-overenskommelsen",
            "Klubben har skrivit att den inte längre står bakom överenskommelsen.",
        ),
    ),
    Case("Vi Kommer Senare", "Sune Sendrag", Fate.WITHDRAWN, 15),
    Case(
        "Teatergruppen Halva Pjäsen",
        "Teo Teatersaga",
        Fate.SUPPLEMENT,
        12.4,
        places=("Karlshamn",),
        missing="Det framgår inte vem som får skriva under för gruppen.",
    ),
    Case("Äldrerådet i Exempelhamn", "Ruth Rådsexempel", Fate.SUBMITTED, 10.3, places=("Karlskrona",)),
    Case(
        "Chór Przykładowy Żółta Łódź",
        "Zofia Przykład",
        Fate.SUBMITTED,
        8.2,
        places=("Karlskrona", "Ronneby"),
    ),
    Case(
        "Låtsaslunds trädgårdsvänner",
        "Rosa Rabattsaga",
        Fate.SUBMITTED,
        6.4,
        places=("Olofström", "Sölvesborg"),
    ),
    Case("Karlshamnin Esimerkkiseura", "Seppo Esimerkki", Fate.SUBMITTED, 3.4, places=("Karlshamn",)),
    Case(
        "Kulturhuset Fabel",
        "Frida Fabel",
        Fate.SUBMITTED,
        2.1,
        form=Form.PUBLIC,
        kind=Kind.PUBLIC,
        places=("Ronneby",),
    ),
    Case("Påhittade Läxhjälpen", "Lovis Läxexempel", Fate.SUBMITTED, 0.3),
)

CASES = {"norrbotten": NORRBOTTEN, "blekinge": BLEKINGE}
DRAFT_NAMES = {"norrbotten": "Demoföreningen Gryningen", "blekinge": "Demoföreningen Lövsprickan"}
