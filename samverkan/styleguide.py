"""The style guide: every component with sample data, for the people who write templates. Wired under DEBUG only.

The sample texts are Swedish and not translated: they stand for what an editor writes, not for the interface.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SampleForm(forms.Form):
    """One field of every kind that the portal uses."""

    use_required_attribute = False

    name = forms.CharField(
        label="Organisationens namn", help_text="Som det står i stadgarna.", max_length=200
    )
    number = forms.CharField(
        label="Organisationsnummer",
        help_text="Tio siffror, till exempel 802000-0000.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
    )
    email = forms.EmailField(label="E-post", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    about = forms.CharField(label="Vad gör ni?", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    reach = forms.ChoiceField(
        label="Var är ni verksamma?",
        help_text="Regional betyder hela länet eller minst två kommuner.",
        choices=[("county", "I hela länet"), ("several", "I flera kommuner"), ("other", "På annat sätt")],
        widget=forms.RadioSelect,
    )
    municipalities = forms.MultipleChoiceField(
        label="Vilka kommuner?",
        required=False,
        choices=[("a", "Jokkmokk"), ("b", "Övertorneå"), ("c", "Älvsbyn")],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label="Språk i brev", choices=[("sv", "Svenska"), ("en", "English")])
    day = forms.DateField(
        label="Datum", required=False, widget=forms.DateInput(attrs={"type": "date", "class": "w-8"})
    )
    statutes = forms.FileField(label="Stadgar", required=False, help_text="PDF eller foto, högst 20 MB.")
    values = forms.BooleanField(label="Vi står bakom demokratins värderingar och alla människors lika värde.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = True
        self.helper.form_action = "#forms"
        self.helper.form_method = "get"
        self.helper.add_input(Submit("save", "Spara och fortsätt", css_id=f"{self.prefix or 'sample'}-save"))


PRINCIPLES = [
    ("Första principen", "En mening om vad den betyder i vardagen."),
    ("Andra principen", "Ett lite längre exempel, så att raden bryts och man ser hur två rader text ligger."),
    ("Tredje principen", ""),
    ("Fjärde principen", "En mening om vad den betyder i vardagen."),
    ("Femte principen", "En mening om vad den betyder i vardagen."),
    ("Sjätte principen", "En mening om vad den betyder i vardagen."),
    ("Sjunde principen", "En mening om vad den betyder i vardagen."),
]

# name, done, total, unknown
AREAS: list[tuple[str, int | None, int, int]] = [
    ("Processen", 3, 4, 0),
    ("Dialog och mötesplatser", 2, 5, 1),
    ("Kunskap", 0, 3, 0),
    ("Information och kommunikation", 4, 4, 0),
    ("Förankring", None, 3, 0),
    ("Samverkansstruktur och arbetssätt", 1, 6, 2),
    ("Utveckling", 0, 0, 0),
]
# name, column, row, members
MUNICIPALITIES = [
    ("Norrforsen", 1, 0, 4),
    ("Älvsele", 1, 1, 2),
    ("Myrheden", 2, 1, 0),
    ("Fjällbo", 0, 2, 1),
    ("Granberget", 1, 2, 7),
    ("Tallmo", 2, 2, 3),
    ("Kusthamn", 2, 3, 12),
    ("Exempelstad", 3, 3, 5),
]

SAMPLE: dict[str, Any] = {
    "hero_title": "Så arbetar vi tillsammans i länet",
    "hero_text": "Föreningar och myndigheter har kommit överens om hur de ska samarbeta. Här läser du vad som gäller, "
    "och här ansluter din förening sig.",
    "hero_label": "Anslut er organisation",
    "hero_second": "Läs överenskommelsen",
    "danger": "Återta ansökan",
    "current": "Komponenter",
    "crumbs": [("Start", "/"), ("En region", "/")],
    "lead": "En ingress säger det viktigaste i en eller två meningar, så att den som har bråttom kan sluta läsa.",
    "paragraph": "Brödtexten är lugn och lätt att läsa. Raderna är lagom långa, och länkar går att se utan färg.",
    "items": ["En punkt", "En punkt till, med lite längre text som bryts på en smal skärm", "Den sista"],
    "long_word": "Civilsamhällesorganisationernas samverkansöverenskommelse",
    "notices": [
        {"kind": "info", "text": "Nästa möte är den 4 maj.", "title": ""},
        {"kind": "success", "text": "Era svar är sparade.", "title": ""},
        {
            "kind": "warning",
            "text": "Sista dagen är i morgon, till och med klockan 23.59.",
            "title": "Snart sista dag",
        },
        {"kind": "error", "text": "Filen gick inte att läsa.", "title": ""},
    ],
    "decision": "Regionfullmäktige, 1 januari 2031, § 1.",
    "tags": [
        {"label": "Utkast", "tone": "neutral"},
        {"label": "Inskickad", "tone": "progress"},
        {"label": "Godkänd", "tone": "success"},
        {"label": "Komplettering behövs", "tone": "warning"},
        {"label": "Avslagen", "tone": "danger"},
    ],
    "missing": "Åtagandena för den här principen har inte lagts in än.",
    "parties": [
        {"name": "Region Exempel", "side_label": "offentlig part"},
        {"name": "Länsstyrelsen i Exempel län", "side_label": "offentlig part"},
        {"name": "Civilsamhället i Exempel", "side_label": "civilsamhället", "civil": True},
    ],
    "two_parties": [
        {"name": "Idéburna Exempel", "side_label": "civilsamhället", "civil": True},
        {"name": "Region Exempel", "side_label": "offentlig part"},
    ],
    "principles": [
        {
            "number": number,
            "slug": f"princip-{number}",
            "name": name,
            "summary": summary,
            "url": "#content",
        }
        for number, (name, summary) in enumerate(PRINCIPLES, start=1)
    ],
    "areas": [
        {
            "number": number,
            "slug": f"omrade-{number}",
            "name": name,
            "url": "#content",
            "done": done,
            "total": total,
            "unknown": unknown,
        }
        for number, (name, done, total, unknown) in enumerate(AREAS, start=1)
    ],
    "links": [
        ("princip-1", "omrade-1", "Alla får säga vad de tycker."),
        ("princip-1", "omrade-4", ""),
        ("princip-2", "omrade-3", ""),
        ("princip-4", "omrade-2", "Möten bygger förtroende."),
        ("princip-4", "omrade-6", ""),
        ("princip-5", "omrade-4", ""),
        ("princip-6", "omrade-2", ""),
        ("princip-7", "omrade-7", ""),
    ],
    "seats": [
        {"name": "Region Exempel", "side": "public", "ordinary": 3, "filled": 3},
        {"name": "Länsstyrelsen i Exempel län", "side": "public", "ordinary": 3, "filled": 2},
        {"name": "Civilsamhället i Exempel", "side": "civil", "ordinary": 3, "filled": 3},
    ],
    "uneven_seats": [
        {"name": "Idéburna Exempel", "side": "civil", "ordinary": 5, "filled": 4},
        {"name": "Offentliga aktörer", "side": "public", "ordinary": 4, "filled": 4},
    ],
    "municipalities": [
        {"code": name, "name": name, "map_x": x, "map_y": y} for name, x, y, _members in MUNICIPALITIES
    ],
    "counts": {name: members for name, _x, _y, members in MUNICIPALITIES},
    "toc": [
        {"anchor": "type", "label": "Text"},
        {"anchor": "colour", "label": "Färg"},
        {"anchor": "space", "label": "Mellanrum"},
        {"anchor": "pictures", "label": "Bilder"},
        {"anchor": "compass", "label": "Kompassen", "level": 2},
        {"anchor": "river", "label": "Älven", "level": 2},
        {"anchor": "notices", "label": "Meddelanden"},
        {"anchor": "agreement", "label": "Överenskommelsen"},
        {"anchor": "long", "label": "Långa texter"},
        {"anchor": "days", "label": "Dagar och dagbok"},
        {"anchor": "lists", "label": "Listor"},
        {"anchor": "case", "label": "Ett ärende"},
        {"anchor": "forms", "label": "Formulär"},
    ],
    "colours": [
        ("ink", "Text"),
        ("quiet", "Lugn text"),
        ("link", "Länk"),
        ("main", "Knapp, kompass"),
        ("river", "Älv"),
        ("light", "Ljus"),
        ("panel", "Ruta"),
        ("night", "Sidfot"),
    ],
    "sizes": [3, 5, 9, 12],
    "plan_title": "Handlingsplan 2031–2033",
    "language": "meänkieli",
    "points": ["Vi ska lyssna på varandra.", "Alla kan ansluta sig.", "Vi följer upp varje år."],
    "day": date(2031, 1, 1),
    "hash": "3f9a2c71d04be5",
    "steps": [
        {
            "party": "Region Exempel",
            "body": "Regionala nämnden",
            "act": "föreslår",
            "date": None,
            "paragraph": "§ 51",
            "registry": "00000-2031",
        },
        {
            "party": "Region Exempel",
            "body": "Regionstyrelsen",
            "act": "beslutar",
            "decides": True,
            "date": None,
            "why": "Dagen för beslutet är inte känd.",
        },
        {
            "party": "Civilsamhället i Exempel",
            "body": "Styrelsen för Idéburna Exempel",
            "act": "beslutar",
            "decides": True,
            "date": date(2031, 1, 29),
            "paragraph": "§ 7",
            "counted": True,
            "url": "#content",
        },
        {
            "party": "Länsstyrelsen i Exempel län",
            "body": "Landshövdingen",
            "act": "beslutar",
            "decides": True,
            "missing": True,
            "why": "Beslutet är inte inlagt.",
        },
    ],
    "documents": [
        {
            "title": "Överenskommelse om samverkan",
            "url": "#content",
            "kind": "Avtal",
            "dated": date(2031, 1, 29),
            "owner": "Region Exempel",
            "registry": "00000-2031",
            "size": "220 kB",
        },
        {
            "title": "Sammanställning av remissvar",
            "kind": "Bilaga",
            "withheld": "Innehåller personuppgifter.",
        },
    ],
    "pieces": [
        ("=", "Parterna möts "),
        ("-", "en gång"),
        ("+", "två gånger"),
        ("=", " om året och följer upp planen"),
        ("+", " tillsammans med anslutna organisationer"),
        ("=", "."),
    ],
    "dates": [
        {
            "date": date(2031, 5, 4),
            "title": "Ansök senast",
            "text": "Då kan ni skriva under vid starten.",
            "passed": True,
        },
        {
            "date": date(2031, 7, 26),
            "title": "Till och med",
            "text": "Då kan ni vara med i utvecklingsgruppen i höst.",
        },
    ],
    "events": [
        {
            "when": datetime(2031, 4, 2, 14, 5, tzinfo=UTC),
            "title": "Ansökan inskickad",
            "who": "Asta Exempel",
        },
        {"when": date(2031, 5, 6), "title": "Godkänd av ledningsgruppen", "text": "Möte den 6 maj, § 12."},
        {"title": "Väntar på er underskrift", "text": "Skriv ut, skriv under och ladda upp.", "now": True},
    ],
    "cards": [
        {
            "title": "Norra Exempelföreningen",
            "url": "#content",
            "text": "Idrott och friluftsliv.",
            "meta": "Hela länet",
        },
        {
            "title": "Kvinnojouren Exempel",
            "url": "#content",
            "text": "Stöd och skydd.",
            "status": "Ansluten",
            "tone": "success",
        },
        {"title": "Łukasz Åström-Đorđević kulturförening", "url": "#content", "meta": "Två kommuner"},
    ],
    "table_caption": "Ansökningar",
    "table": [
        [
            {"label": "Organisation", "text": "Norra Exempelföreningen", "url": "#content"},
            {"label": "Inkom", "text": "2 april 2031"},
            {"label": "Medlemmar", "text": "1 240", "num": True},
            {"label": "Läge", "status": "Inskickad", "tone": "progress"},
        ],
        [
            {"label": "Organisation", "text": "Kvinnojouren Exempel", "url": "#content"},
            {"label": "Inkom", "text": "5 april 2031"},
            {"label": "Medlemmar", "text": "85", "num": True},
            {"label": "Läge", "status": "Godkänd", "tone": "success"},
        ],
    ],
    "facts": [
        {"label": "Organisationens namn", "value": "Norra Exempelföreningen", "url": "#forms"},
        {"label": "Kommuner", "value_list": ["Jokkmokk", "Övertorneå"], "url": "#forms"},
        {"label": "Webbplats", "value": "", "url": "#forms"},
    ],
    "aside_title": "Vad händer sedan?",
    "receipt_title": "Ansökan är inskickad",
    "reference": "EX-2031-0042",
    "receipt_text": "Vi har också skickat numret till din e-post.",
}


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component. Reads nothing from the database."""
    context = {
        "sample": SAMPLE,
        "plain_form": SampleForm(prefix="plain"),
        "broken_form": SampleForm({"broken-name": "", "broken-email": "fel"}, prefix="broken"),
        "page_obj": Paginator(range(60), 20).get_page(request.GET.get("page", 2)),
        "region": SimpleNamespace(name="Norrbotten", slug="norrbotten"),
        "nav_section": "join",
    }
    return render(request, "styleguide.html", context)
