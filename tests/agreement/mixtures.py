"""Texts that make no sense: lines of every kind that the reader knows, and noise, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

# Lines that look like everything the reader knows, in an order that makes no sense.
PIECES = [
    "", "", "", " ", "Bakgrund", "1. Bakgrund", "VISION:", "Syfte", "Mål", "Syfte och mål", "Principer", "4 Principer",
    "Överenskommelsens värdegrund bygger på sju principer:", "1. Dialog", "2. Kvalitet", "3. Mod: vi vågar.", "4.1 Dialog",
    "Princip 1: Tillit", "Princip 2", "Dialog", "Kvalitet", "- Dialog", "- Kvalitet", "• Dialog: vi talar.", "\uf0b7 Mångfald",
    "o Punkt", "•", "1.", "2", "3", "- 4 -", "Sida 2 av 9", "3 (12)", "Överenskommelsen Exempellän 3 (12)",
    "Exempellän", "Exempellän", "\fExempellän", "Innehåll", "Vision ........ 3", "Syfte ........ 4", "Vision 3", "____", "* * *",
    "Betydelse", "Det innebär att:", "Det offentliga åtar sig att:", "Civilsamhället åtar sig", "Åtaganden",
    "Region Exempelläns åtaganden", "Handlingsplan 2024–2026", "Utvecklingsområden", "Område 1: Möten", "Möten, samtal",
    "Aktiviteter:", "Mål:", "2024", "År 2025", "2025 ska planen följas upp.", "Organisation", "5.1 Styrgrupp",
    "Styrgrupp", "Uppföljning", "Underskrifter", "För parterna", "För Region Exempellän", "Ort och datum", "Datum ____",
    "Ordförande", "Bilaga 1", "Parterna möts två gånger om året och talar om det som är vik-", "tigt för dem.",
    "regio-\u00ad", "nala frågor, e-", "post och IT-", "Stöd ges i god tid.", "och sedan fortsätter meningen här.", "## Vision",
    "Vi vill att", "lyssna på varandra", "Den här meningen är så lång att den fyller hela raden och ändå", "a)", "§ 3",
    "§ 3 Insyn", "3 §", "Dnr 12-2031", "namn@exempel.test", "Läs mer: www.exempel.test", "“Citat” – med tankstreck", "ﬁnt",
    "a\u030angstro\u0308m", "\u00a0", "Överenskommelse om", "samverkan", "Vision, syfte och mål", "7. ", "-Skapa",
    "a) lyssna", "b) svara", "c) fråga", "i. först", "ii. sedan", "A. Bakgrund", "B. Vision", "Princip 3 Dialog", "▸ Möten",
    "Uppföljning: Varje år ser vi efter.", "Syfte: att mötas", "Uppsägning – En part kan lämna.", "Föreningslivet åtar sig att:",
    "Kommunerna i inlandet åtar sig att:", "Regionen åtar sig i mån av tid att:", "Det offentliga:", "Mål för perioden 2024–2028",
    "Värdegrunden bygger på två principer som alla delar:", "Det offentliga åtar sig att      Civilsamhället åtar sig att",
    "• lyssna      • svara", "Datum      Datum", "Exempelstad 2024-05-03", "Länsstyrelsen i Exempellän", "Anna Exempel",
    "4. Parterna planerar för flera år i taget och berättar för varandra i god tid vad som ska hända, så att ingen blir överraskad.",
]  # words, not lines  # fmt: skip


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Pieces and noise in any order."""
    line = st.sampled_from(PIECES) | st.text(
        st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=30
    )
    end = draw(st.sampled_from(["\n", "\n", "\n\n", " \n \n"]))
    return end.join(draw(st.lists(line, min_size=1, max_size=40)))
