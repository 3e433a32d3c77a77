"""Decisions, documents and the making of the agreement as the public reads them (AGR-09 … AGR-16, AGR-25, AGR-26)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from actionplan.models import ActionPlan
from agreement.models import ConsultationAnswer, DecisionRecord, Distribution, Document, MakingStep, Region
from agreement.states import MakingKind
from tests.agreement.reader import cost, main_of, plain, read, words_of
from tests.agreement.written import make_decision, make_paper, make_registry_number, make_version
from tests.factories import make_region

pytestmark = pytest.mark.django_db


# --- The list ---


def test_decisions_stand_newest_first_and_undated_last_and_incomplete(client: Client, region: Region) -> None:
    make_decision(region, "utan-dag", decided_on=None)
    make_decision(region, "gammalt", decided_on=dt.date(2019, 3, 19))
    make_decision(region, "nytt", registry=make_registry_number(region), paragraph="§ 51")
    page = main_of(read(client, "agreement:decisions", "norrbotten", language="en"))
    assert re.findall(r'beslut/([^"]+)/"', page) == ["nytt", "gammalt", "utan-dag"]
    assert page.count("Incomplete") == 1
    assert page.index("date unknown") > page.index("19 March 2019")
    assert "Styrelsen, Region Norr 4 May 2021 · § 51 · reg. no. 00015-2021 Decides" in plain(page)


def test_proposal_is_told_from_a_decision(client: Client, region: Region) -> None:
    make_decision(region, "forslag", act="proposes")
    assert "Proposes" in words_of(read(client, "agreement:decisions", "norrbotten", language="en"))
    text = words_of(read(client, "agreement:decision", "norrbotten", "forslag", language="en"))
    assert "A proposal. It does not count as a decision." in text
    assert "The proposal" in text
    assert "The decision" not in text


def test_documents_stand_with_numbers_and_withheld_ones_with_their_ground(
    client: Client, region: Region
) -> None:
    make_paper(
        region,
        dated=dt.date(2020, 9, 1),
        owner="Region Norr",
        registry=make_registry_number(region),
        edition="2",
        language="se",
    )
    make_paper(region, "hemlig", access="withheld", withheld_ground="Skyddar dem som svarade.")
    page = main_of(read(client, "agreement:decisions", "norrbotten", language="en"))
    assert 'href="/en/norrbotten/dokument/remissen/"' in page
    text = plain(page)
    assert "Papper remissen Report 1 September 2020 Region Norr reg. no. 00015-2021 2 davvisámegiella" in text
    assert "Papper hemlig Report Not published Skyddar dem som svarade." in text
    assert "dokument/hemlig" not in page


def test_no_decisions_and_no_documents_is_missing_and_no_error(client: Client, region: Region) -> None:
    page = read(client, "agreement:decisions", "norrbotten", language="en")
    assert "No decisions have been entered yet." in page
    assert "No documents have been entered yet." in page


def test_three_hundred_decisions_are_read_in_pages_and_cost_no_more(client: Client, region: Region) -> None:
    make_decision(region, "ett")
    make_paper(region)
    few = cost(client, "agreement:decisions", "norrbotten")
    number = make_registry_number(region)
    party = region.agreement.parties.all()[0]
    DecisionRecord.objects.bulk_create(
        DecisionRecord(
            agreement=region.agreement,
            slug=f"b{place}",
            heading=f"Beslut {place}",
            party=party,
            registry=number,
            body="Styrelsen",
            act="decides",
        )
        for place in range(300)
    )
    Document.objects.bulk_create(
        Document(agreement=region.agreement, slug=f"d{place}", title=f"Dokument {place}", kind="report")
        for place in range(50)
    )
    assert cost(client, "agreement:decisions", "norrbotten") == few <= 8
    first = main_of(read(client, "agreement:decisions", "norrbotten"))
    last = main_of(read(client, "agreement:decisions", "norrbotten", query="?page=4"))
    assert first.count("<h3") == 100
    assert last.count("<h3") == 1
    assert "Dokument 49" in first
    assert 'id="dokument"' not in last
    read(client, "agreement:decisions", "norrbotten", query="?page=x")


# --- One decision ---


def test_decision_shows_everything_that_its_record_holds(client: Client, region: Region) -> None:
    earlier = make_decision(region, "tidigare", decided_on=dt.date(2019, 3, 19), paragraph="§ 47")
    decision = make_decision(
        region,
        "ett",
        paragraph="§ 51",
        registry=make_registry_number(region),
        summary="Kort sagt.",
        decision_text="Nämnden beslutar.",
        statement="Nämnden yttrar.",
        background="Ärendet började.\n\n- en punkt",
        refers_to=earlier,
        corrects=earlier,
        source_url="https://exempel.example/protokoll",
    )
    decision.basis.set(
        [make_paper(region), make_paper(region, "dold", access="withheld", withheld_ground="Ja.")]
    )
    Distribution.objects.create(decision=decision, role="Direktören", sent_on=dt.date(2021, 6, 1))
    Distribution.objects.create(decision=decision, role="Registrator", order=2)
    page = read(client, "agreement:decision", "norrbotten", "ett", language="en")
    text = words_of(page)
    for words in (
        "In short Kort sagt.",
        "Told in our own words. The minutes apply. Read the minutes",
        "Body Styrelsen Party Region Norr Date 4 May 2021 Paragraph § 51 Registry number 00015-2021",
        "About Adoption Versions of the agreement 2026",
        "Refers to Styrelsen, 19 March 2019, § 47",
        "Corrects Styrelsen, 19 March 2019, § 47",
        "The decision Nämnden beslutar.",
        "Statement Nämnden yttrar.",
        "The matter and its background Ärendet började. en punkt",
        "What the decision builds on Papper dold Report Not published Ja. Papper remissen Report",
        "Who gets the extract Direktören sent 1 June 2021 Registrator",
    ):
        assert words in text, words
    assert 'href="https://exempel.example/protokoll"' in page
    corrected = words_of(read(client, "agreement:decision", "norrbotten", "tidigare", language="en"))
    assert (
        "A later decision corrects this one, so it does not count: Styrelsen, 4 May 2021, § 51" in corrected
    )
    assert "Corrected later" in read(client, "agreement:decisions", "norrbotten", language="en")


def test_decision_names_its_versions_by_age_and_not_as_they_were_entered(
    client: Client, region: Region
) -> None:
    undated = make_version(region, "2041", state="published")
    newer, older = (
        make_version(region, slug, in_force_from=dt.date(int(slug), 1, 1), state="published")
        for slug in ("2031", "2021")
    )
    make_decision(region, "ett", versions=[undated, newer, older])
    page = main_of(read(client, "agreement:decision", "norrbotten", "ett"))
    assert re.findall(r'href="/norrbotten/overenskommelsen/[^"]*?(20\d\d)/"', page) == [
        "2021",
        "2031",
        "2041",
    ]


def test_decision_leads_to_the_plans_that_it_is_about(client: Client, region: Region) -> None:
    decision = make_decision(region, "ett", versions=[])
    for slug, state in (("plan-a", "published"), ("plan-b", "draft")):
        plan = ActionPlan.objects.create(agreement=region.agreement, slug=slug, title=slug, state=state)
        plan.decisions.add(decision)
    page = main_of(read(client, "agreement:decision", "norrbotten", "ett"))
    assert 'href="/norrbotten/handlingsplan/plan-a/"' in page
    assert "plan-b" not in page


def test_decision_of_which_little_is_known_says_so(client: Client, region: Region) -> None:
    make_decision(
        region, "ett", party=None, decided_on=None, refers_to_text="RUN 2019-03-19, § 47", is_summary=False
    )
    text = words_of(read(client, "agreement:decision", "norrbotten", "ett", language="en"))
    for words in (
        "Until it is, the decision does not count towards adoption.",
        "Party None of the parties Date Not known Paragraph Not known Registry number Not known",
        "Refers to RUN 2019-03-19, § 47",
        "The wording has not been entered here.",
        "No documents have been entered for this decision.",
        "No recipients have been entered.",
    ):
        assert words in text, words
    assert "own words" not in text


def test_decision_of_another_region_is_not_found(client: Client, region: Region) -> None:
    make_decision(make_region("blekinge"), "deras")
    read(client, "agreement:decision", "blekinge", "deras")
    read(client, "agreement:decision", "norrbotten", "deras", status=404)


def test_long_decision_costs_no_more(client: Client, region: Region) -> None:
    decision = make_decision(region, "ett", registry=make_registry_number(region))
    decision.basis.set([make_paper(region)])
    Distribution.objects.create(decision=decision, role="En")
    make_decision(region, "tva", corrects=decision)
    few = cost(client, "agreement:decision", "norrbotten", "ett")
    decision.basis.set([make_paper(region, f"p{place}") for place in range(30)])
    for place in range(30):
        Distribution.objects.create(decision=decision, role=f"Roll {place}")
        make_decision(region, f"r{place}", corrects=decision)
    assert cost(client, "agreement:decision", "norrbotten", "ett") == few <= 8


def test_hostile_decision_is_text(client: Client, region: Region) -> None:
    bad = '"><script>x</script>'
    decision = make_decision(region, "ett", corrects=make_decision(region, "tva", body=bad, heading=bad))
    fields = ("heading", "body", "summary", "decision_text", "statement", "background", "refers_to_text")
    DecisionRecord.objects.filter(pk=decision.pk).update(paragraph=bad[:20], **dict.fromkeys(fields, bad))
    decision.basis.set(
        [make_paper(region, title=bad, owner=bad, edition=bad, access="withheld", withheld_ground=bad)]
    )
    Distribution.objects.create(decision=decision, role=bad)
    for name, *args in (
        ("decisions",),
        ("decision", "ett"),
        ("decision", "tva"),
        ("parties",),
        ("agreement",),
    ):
        assert "<script" not in read(client, f"agreement:{name}", "norrbotten", *args)


# --- The making ---


def make_step(region: Region, kind: str = MakingKind.SURVEY, **fields: object) -> MakingStep:
    return MakingStep.objects.create(
        **{"agreement": region.agreement, "kind": kind, "title": "Ett steg", **fields}
    )


def test_making_shows_its_steps_in_order_with_what_is_known_of_when(client: Client, region: Region) -> None:
    make_step(
        region, "dialogue", title="Dialoger", from_on=dt.date(2020, 2, 1), to_on=dt.date(2020, 3, 1), order=2
    )
    make_step(region, when="hösten 2019", title="Enkäter", order=1, text="Många svarade.")
    make_step(region, "signing", title="Underskrift", order=3)
    text = words_of(read(client, "agreement:making", "norrbotten", language="en"))
    places = [
        text.index(words)
        for words in (
            "hösten 2019 · Survey Enkäter Många svarade.",
            "1 February 2020 – 1 March 2020 · Dialogue Dialoger",
            "date unknown · Signing Underskrift",
        )
    ]
    assert places == sorted(places)


def test_consultation_shows_its_answers_with_their_senders(client: Client, region: Region) -> None:
    step = make_step(
        region,
        "consultation",
        title="Remiss",
        registry=make_registry_number(region),
        document=make_paper(region),
        source_url="https://exempel.example/remiss",
    )
    assert "The answers have not been entered here." in read(
        client, "agreement:making", "norrbotten", language="en"
    )
    hidden = make_paper(region, "dold", access="withheld", withheld_ground="Skyddar enskilda.")
    ConsultationAnswer.objects.create(
        step=step, sender="Föreningen", text="Bra.", document=make_paper(region, "svar")
    )
    ConsultationAnswer.objects.create(step=step, sender="En annan", document=hidden, order=2)
    page = main_of(read(client, "agreement:making", "norrbotten", language="en"))
    text = plain(page)
    assert "reg. no. 00015-2021 Papper remissen Source : Remiss 2 answers" in text
    assert "Föreningen Bra. Papper svar En annan Not published Skyddar enskilda." in text
    assert 'href="/en/norrbotten/dokument/svar/"' in page
    assert "dokument/dold" not in page


def test_making_that_nobody_has_written_down_is_missing(client: Client, region: Region) -> None:
    page = read(client, "agreement:making", "norrbotten", language="en")
    assert "How the agreement came about has not been entered yet." in page


def test_three_hundred_answers_cost_no_more(client: Client, region: Region) -> None:
    step = make_step(region, "consultation")
    ConsultationAnswer.objects.create(step=step, sender="En", document=make_paper(region))
    few = cost(client, "agreement:making", "norrbotten")
    for place in range(300):
        ConsultationAnswer.objects.create(step=step, sender=f"Förening {place}")
    assert cost(client, "agreement:making", "norrbotten") == few <= 8


def test_hostile_making_is_text(client: Client, region: Region) -> None:
    bad = '"><script>x</script>'
    step = make_step(
        region, "consultation", title=bad, text=bad, when=bad, document=make_paper(region, title=bad)
    )
    ConsultationAnswer.objects.create(step=step, sender=bad, text=bad)
    assert "<script" not in read(client, "agreement:making", "norrbotten")
