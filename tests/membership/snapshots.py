"""Snapshots of signing documents: an ordinary one, and the longest that the form and the admin allow."""

from __future__ import annotations

from typing import Any

PRINCIPLES = [
    "Självständighet och oberoende",
    "Öppenhet och insyn",
    "Kvalitet",
    "Dialog",
    "Kontinuitet och långsiktighet",
    "Mångfald",
    "Samverkan kräver delaktighet",
]


def ordinary_snapshot(**changes: Any) -> dict[str, Any]:
    """A plain application in Norrbotten's shape: three parties, seven principles without their meanings."""
    return {
        "template": 1,
        "language": "sv",
        "reference": "NB-26-7K4M2Q",
        "revision": 1,
        "issued_on": "2026-05-05",
        "issued_at": "2026-05-05T10:12:13+00:00",
        "verification_code": "7K4M-2QXW-9DPT-H3FA",
        "verification_url": "https://samverkan.example/verifiera/7K4M-2QXW-9DPT-H3FA/",
        "region": {"name": "Norrbotten", "slug": "norrbotten"},
        "agreement": {
            "name": (
                "Överenskommelse om samverkan mellan Region Norrbotten, Länsstyrelsen Norrbotten "
                "och civilsamhället på regional nivå"
            ),
            "version": "2021",
            "adopted": "2021",
            "vision": "Ett län där många hjälps åt och där det som människor gör tillsammans syns och räknas.",
            "purpose": "Att göra samarbetet mellan det offentliga och civilsamhället tydligare och mer hållbart.",
            "goals": [
                "Fler former för dialog mellan parterna",
                "Kunskap om varandras villkor",
                "Civilsamhället är med tidigt när något ska förändras",
            ],
            "is_summary": True,
        },
        "principles": [
            {"number": number, "name": name, "meaning": ""} for number, name in enumerate(PRINCIPLES, start=1)
        ],
        "parties": [
            {"name": "Region Norrbotten", "side": "public"},
            {"name": "Länsstyrelsen Norrbotten", "side": "public"},
            {
                "name": "Civilsamhället på regional nivå",
                "side": "civil",
                "represented_by": "Norrskenets paraplyförening",
            },
        ],
        "organisation": {
            "name": "Föreningen Vinterljus",
            "number": "802518-4220",
            "number_missing_reason": "",
            "form": "Ideell förening",
            "scope": "Hela länet",
            "contact_name": "Maja Påhittad",
        },
        "declaration": (
            "Vi stödjer de demokratiska värdena och ställer oss bakom överenskommelsen i sin helhet, "
            "med dess principer och åtaganden."
        ),
        "declared_by": "Maja Påhittad",
        "declared_on": "2026-04-28",
        "decision": {
            "body": "Ledningsgruppen",
            "date": "2026-05-05",
            "paragraph": "12",
            "registry_number": "",
        },
        **changes,
    }


# In every text field of the longest snapshot: letters from far away and from near, and things that must stay text.
SPICE = (
    "Łukasz Åström-Đorđević · Árjepluovve · Johkamohkki čđŋšŧž ČĐŊŠŦŽ · Máret-Ánne · İstanbul Şahin · Ω Ж "
    "<script>alert(1)</script> {{ 7*7 }} {% load x %} <img src=x onerror=y> & \"'’” </td></table> "
    "<link rel=attachment href=file:///etc/hostname> </style> /* */ "
)
SENTENCE = (
    "Föreningar, myndigheter och regionen möts tidigt och ofta, och det som sägs får betydelse längre fram. "
)
MUNICIPALITIES = ", ".join(f"Kommun{'å' * (n % 9)}mark {n}" for n in range(1, 41))


def filled(length: int, *, seed: str = SPICE) -> str:
    """Text of exactly that length that begins with the seed."""
    return (seed + SENTENCE * (length // len(SENTENCE) + 1))[:length]


def longest_snapshot(**changes: Any) -> dict[str, Any]:
    """Every field at its limit and beyond what anybody will write, hostile and faraway letters in each."""
    name = ("Łukasz Åström-Đorđević " + "Árjepluovvejohkamohkkičđŋšŧž" * 10)[:200]
    ordinary = ordinary_snapshot()
    return {
        **ordinary,
        "reference": "NB-26-7K4M2QXW9DPT",
        "revision": 999,
        "verification_url": "https://" + "samverkan." * 12 + "example/verifiera/7K4M-2QXW-9DPT-H3FA/",
        "agreement": {
            "name": filled(255),
            "version": filled(100),
            "adopted": filled(500),
            "vision": filled(3000),
            "purpose": filled(3000),
            "goals": [filled(500) for _ in range(12)],
            "is_summary": True,
        },
        "principles": [
            {"number": number, "name": filled(200, seed=f"Princip {number} "), "meaning": filled(3000)}
            for number in range(1, 13)
        ],
        "parties": [
            {"name": filled(200, seed=f"Part {number} "), "side": side, "represented_by": filled(200)}
            for number, side in enumerate(["public", "public", "civil", "civil", "public"], start=1)
        ],
        "organisation": {
            "name": name,
            "number": "",
            "number_missing_reason": filled(2000),
            "form": filled(100),
            "scope": f"Flera kommuner: {MUNICIPALITIES}. {filled(2000)}",
            "contact_name": filled(200),
        },
        "declaration": filled(3000),
        "declared_by": filled(200),
        "decision": {
            "body": filled(200),
            "date": "2026-05-05",
            "paragraph": "1234567890" * 2,
            "registry_number": "x" * 100,
        },
        **changes,
    }
