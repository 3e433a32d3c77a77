"""What is typed wrongly, field by field, and a form as a browser would send it again."""

from __future__ import annotations

from typing import Any

from django.test import Client

from agreement.models import Municipality, Region
from tests.factories import make_region
from tests.membership.applying import GOOD, address

WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    # --- The name
    ("organisation", {"name": ""}, "name", "required"),
    ("organisation", {"name": "   "}, "name", "required"),
    ("organisation", {"name": "\u200b\u200b"}, "name", "required"),
    ("organisation", {"name": "x" * 201}, "name", "max_length"),
    ("organisation", {"name": "x" * 500_000}, "name", "max_length"),
    ("organisation", {"name": "å" * 201}, "name", "max_length"),
    ("organisation", {"name": "X\r\nBcc: evil@x.example"}, "name", "lines"),
    ("organisation", {"name": "X\nCc: evil@x.example"}, "name", "lines"),
    ("organisation", {"name": "X\u2028Y"}, "name", "lines"),
    ("organisation", {"name": "a\x00b"}, "name", "characters"),
    ("organisation", {"name": "a\x1b[31mb"}, "name", "characters"),
    ("organisation", {"name": "a\x08b"}, "name", "characters"),
    ("organisation", {"name": "a\ufffdb"}, "name", "characters"),
    ("organisation", {"name": "a\ue000b"}, "name", "characters"),
    ("organisation", {"name": "Glada laget 👍"}, "name", "letters"),
    ("organisation", {"name": "中文协会"}, "name", "letters"),
    # --- The number
    ("organisation", {"number": ""}, "number", "required"),
    ("organisation", {"number": "802518-4221"}, "number", "checksum"),
    ("organisation", {"number": "850709-9805"}, "number", "person"),
    ("organisation", {"number": "19850709-9805"}, "number", "person"),
    ("organisation", {"number": "8025"}, "number", "length"),
    ("organisation", {"number": "80251842200"}, "number", "length"),
    ("organisation", {"number": "vet inte"}, "number", "length"),
    ("organisation", {"number": "<script>"}, "number", "length"),
    ("organisation", {"number": "802518-4220\r\nX: y"}, "number", "lines"),
    ("organisation", {"number": "9" * 100_000}, "number", "length"),
    ("organisation", {"no_number": "on"}, "no_number", "contradiction"),
    ("organisation", {"number": "", "no_number": "on"}, "number_missing_reason", "required"),
    (
        "organisation",
        {"number": "", "no_number": "on", "number_missing_reason": "x" * 301},
        "number_missing_reason",
        "max_length",
    ),
    (
        "organisation",
        {"number": "", "no_number": "on", "number_missing_reason": "a\nb"},
        "number_missing_reason",
        "lines",
    ),
    # --- The form of organisation
    ("organisation", {"form": ""}, "form", "required"),
    ("organisation", {"form": "hacked"}, "form", "invalid_choice"),
    ("organisation", {"form": "public"}, "form", "invalid_choice"),
    # --- Where
    ("omrade", {"scope": ""}, "scope", "required"),
    ("omrade", {"scope": "världen"}, "scope", "invalid_choice"),
    ("omrade", {"scope": "several"}, "municipalities", "too_few"),
    ("omrade", {"scope": "several", "municipalities": ["own"]}, "municipalities", "too_few"),
    ("omrade", {"scope": "several", "municipalities": ["own", "own"]}, "municipalities", "too_few"),
    (
        "omrade",
        {"scope": "several", "municipalities": ["own", "foreign"]},
        "municipalities",
        "invalid_choice",
    ),
    ("omrade", {"scope": "county", "municipalities": ["foreign"]}, "municipalities", "invalid_choice"),
    ("omrade", {"scope": "several", "municipalities": ["999999"]}, "municipalities", "invalid_choice"),
    ("omrade", {"scope": "several", "municipalities": ["x"]}, "municipalities", "invalid_pk_value"),
    ("omrade", {"scope": "several", "municipalities": ["1' OR 1=1"]}, "municipalities", "invalid_pk_value"),
    ("omrade", {"scope": "other"}, "scope_reason", "required"),
    ("omrade", {"scope": "other", "scope_reason": " \n "}, "scope_reason", "required"),
    ("omrade", {"scope": "other", "scope_reason": "x" * 1001}, "scope_reason", "max_length"),
    ("omrade", {"scope": "other", "scope_reason": "a\x00"}, "scope_reason", "characters"),
    # --- The contact
    ("kontakt", {"contact_name": ""}, "contact_name", "required"),
    ("kontakt", {"contact_name": "x" * 121}, "contact_name", "max_length"),
    ("kontakt", {"contact_name": "X\r\nBcc: evil@x.example"}, "contact_name", "lines"),
    ("kontakt", {"contact_email": ""}, "contact_email", "required"),
    ("kontakt", {"contact_email": "maja"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "maja@"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a@b.example\nCc: c@d.example"}, "contact_email", "lines"),
    ("kontakt", {"contact_email": "a@b.example\r\nBcc:c@d.example"}, "contact_email", "lines"),
    ("kontakt", {"contact_email": "a@b.example, c@d.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a@b.example;c@d.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "Maja <a@b.example>"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": '"a b"@x.example'}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a@[127.0.0.1]"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "åsa@x.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a" * 310 + "@x.example"}, "contact_email", "max_length"),
    ("kontakt", {"contact_email": "mailto:a@b.example?bcc=c@d.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_phone": "ring mig"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "112"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "1234567890123456"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "٠٧٠١٢٣٤٥٦٧"}, "contact_phone", "letters"),
    ("kontakt", {"contact_phone": "070-1234567<b>"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "070-1234567" + "-" * 20}, "contact_phone", "max_length"),
    ("kontakt", {"contact_level": ""}, "contact_level", "required"),
    ("kontakt", {"contact_level": "global"}, "contact_level", "invalid_choice"),
    # --- The declaration
    ("intygande", {"declared": ""}, "declared", "required"),
    ("intygande", {"declared_by": ""}, "declared_by", "required"),
    ("intygande", {"declared_by": "x" * 121}, "declared_by", "max_length"),
    ("intygande", {"declared_by": "X\nY"}, "declared_by", "lines"),
]
# What is chosen besides, so that it can be lost.
CHOSEN: dict[str, dict[str, Any]] = {"kontakt": {"publish_name": "on", "publish_phone": "on"}}


def send(client: Client, region: Region, page: str, changes: dict[str, Any]) -> Any:
    data = {**GOOD[page], **CHOSEN.get(page, {}), **changes}
    if "municipalities" in data:
        blekinge = make_region("blekinge")
        stand_for = {
            "own": str(region.municipalities.first().pk),
            "foreign": str(Municipality.objects.filter(region=blekinge).first().pk),
        }
        data["municipalities"] = [stand_for.get(value, value) for value in data["municipalities"]]
    return client.post(address(page), data), data
