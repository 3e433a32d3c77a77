"""Decisions as a registrar records them: numbers by authority, unknown dates, corrections, extracts that were sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agreement import services
from agreement.keeping import free_address, note_sent, texts_of, why_decision_stays
from agreement.models import (
    AgreementVersion,
    ConsultationAnswer,
    DecisionRecord,
    Distribution,
    MakingStep,
    NewsItem,
    Party,
    Region,
    RegistryNumber,
)
from agreement.states import Act, MakingKind
from tests.factories import (
    make_decision_record,
    make_leader,
    make_open_document,
    make_operator,
    make_region,
    make_secretary,
)
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
ADMIN = "/admin/agreement/"
DECISIONS = f"{ADMIN}decisionrecord/"


@pytest.fixture
def north() -> Region:
    return make_region()


@pytest.fixture
def south() -> Region:
    return make_region("blekinge")


@pytest.fixture
def secretary(client: Client, north: Region) -> Client:
    return sign_in(client, make_secretary(north))


def number(party: Party, text: str = "00015-2021") -> RegistryNumber:
    return RegistryNumber.objects.create(party=party, number=text)


def version_of(region: Region) -> AgreementVersion:
    return region.agreement.versions.get()


def sent(region: Region, **changed: Any) -> dict[str, Any]:
    """What the form for a new decision sends: an extract like those the authorities publish."""
    return {
        "agreement": region.agreement.pk,
        "party": region.agreement.parties.all()[0].pk,
        "body": "Utvecklingsnämnden",
        "act": "proposes",
        "about": "adoption",
        "heading": "Handlingsplan för samverkan",
        "decided_on": "2021-02-10",
        "paragraph": "§ 51",
        "registry": "",
        "summary": "Nämnden föreslår att planen antas.",
        "decision_text": "",
        "statement": "",
        "background": "",
        "is_summary": "on",
        "source_url": "",
        "refers_to": "",
        "refers_to_text": "Utvecklingsnämnden 2019-03-19, § 47",
        "corrects": "",
        "order": "0",
        **rows(),
        **changed,
    }


def rows(*roles: str, there: tuple[Distribution, ...] = (), **changed: Any) -> dict[str, Any]:
    """The distribution list as the form sends it: rows that are there, and new roles."""
    data: dict[str, Any] = {
        "distribution-TOTAL_FORMS": str(len(there) + len(roles)),
        "distribution-INITIAL_FORMS": str(len(there)),
    }
    for index, row in enumerate(there):
        at = f"distribution-{index}-"
        data |= {
            f"{at}id": row.pk,
            f"{at}decision": row.decision_id,
            f"{at}role": row.role,
            f"{at}sent_on": row.sent_on or "",
            f"{at}order": row.order,
        }
    for index, role in enumerate(roles, len(there)):
        data |= {f"distribution-{index}-role": role, f"distribution-{index}-order": index}
    return {**data, **changed}


def errors(response: Any) -> list[str]:
    """The fields that the form refused."""
    assert response.status_code == 200
    return sorted(response.context["adminform"].form.errors)


def change(row: Any) -> str:
    return f"{ADMIN}{row._meta.model_name}/{row.pk}/change/"


# --- A decision is recorded -------------------------------------------------------------------------


def test_secretariat_records_an_extract_with_all_that_it_says(secretary: Client, north: Region) -> None:
    """AGR-11 … AGR-14."""
    registry = number(north.agreement.parties.all()[0])
    basis = make_open_document(north.agreement)
    data = sent(
        north,
        registry=registry.pk,
        versions=[version_of(north).pk],
        basis=[basis.pk],
        **rows("Utvecklingsdirektören", "Verksamhetsdirektören"),
    )

    assert secretary.post(f"{DECISIONS}add/", data).status_code == 302

    made = DecisionRecord.objects.get()
    assert (made.body, made.paragraph, made.act) == ("Utvecklingsnämnden", "§ 51", Act.PROPOSES)
    assert (made.registry, list(made.basis.all()), list(made.versions.all())) == (
        registry,
        [basis],
        [version_of(north)],
    )
    assert [row.role for row in made.distribution.all()] == ["Utvecklingsdirektören", "Verksamhetsdirektören"]


def test_address_is_made_of_body_paragraph_and_day_and_stays(secretary: Client, north: Region) -> None:
    secretary.post(f"{DECISIONS}add/", sent(north))
    made = DecisionRecord.objects.get()
    assert made.slug == "utvecklingsnamnden-51-2021-02-10"

    secretary.post(change(made), sent(north, body="Regionstyrelsen", slug="annan"))

    made.refresh_from_db()
    assert (made.body, made.slug) == ("Regionstyrelsen", "utvecklingsnamnden-51-2021-02-10")


def test_same_words_get_addresses_of_their_own(north: Region, south: Region) -> None:
    first = make_decision_record(north.agreement, slug="styrelsen-1")
    assert free_address(DecisionRecord(agreement=north.agreement), "Styrelsen 1") == "styrelsen-1-2"
    assert free_address(DecisionRecord(agreement=south.agreement), "Styrelsen 1") == "styrelsen-1"
    assert free_address(first, "Styrelsen 1") == "styrelsen-1"
    assert free_address(DecisionRecord(agreement=north.agreement), "§ ¤ §") == "decisionrecord"
    assert len(free_address(DecisionRecord(agreement=north.agreement), "å" * 300)) <= 80


def test_decision_without_a_date_is_kept_and_said_to_be_incomplete(secretary: Client, north: Region) -> None:
    """AGR-15."""
    secretary.post(f"{DECISIONS}add/", sent(north, act="decides", decided_on="", paragraph=""))

    made = DecisionRecord.objects.get()
    assert (made.decided_on, made.slug) == (None, "utvecklingsnamnden")
    assert "tag-warning" in secretary.get(change(made)).text
    assert made.heading in secretary.get(f"{DECISIONS}?state=incomplete").text

    make_decision_record(north.agreement, heading="Daterat")
    assert "Daterat" not in secretary.get(f"{DECISIONS}?state=incomplete").text


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"decided_on": "2021-02-30"}, ["decided_on"]),
        ({"decided_on": "2999-01-01"}, ["decided_on"]),
        ({"body": "   "}, ["body"]),
        ({"act": "dreams"}, ["act"]),
        ({"heading": "x" * 201}, ["heading"]),
        ({"paragraph": "§" * 21}, ["paragraph"]),
        ({"source_url": "javascript:alert(1)"}, ["source_url"]),
        ({"party": "999999"}, ["party"]),
        ({"agreement": "x"}, ["agreement"]),
        ({"versions": ["0", "x"]}, ["versions"]),
        ({"order": "-1"}, ["order"]),
    ],
)
def test_wrong_input_is_refused_at_its_field(
    secretary: Client, north: Region, changed: dict[str, Any], refused: list[str]
) -> None:
    assert errors(secretary.post(f"{DECISIONS}add/", sent(north, **changed))) == refused
    assert not DecisionRecord.objects.exists()


# --- One region's records are not another's ----------------------------------------------------------


def strange(south: Region) -> dict[str, Any]:
    """One row of each kind that a decision may point at, in the other region."""
    party = south.agreement.parties.all()[0]
    return {
        "party": party.pk,
        "registry": number(party).pk,
        "refers_to": make_decision_record(south.agreement).pk,
        "corrects": make_decision_record(south.agreement).pk,
        "versions": [version_of(south).pk],
        "basis": [make_open_document(south.agreement).pk],
    }


LINKS = ("party", "registry", "refers_to", "corrects", "versions", "basis")


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("who", ["secretary", "operator", "both"])
def test_decision_never_points_at_another_regions_rows(
    client: Client, north: Region, south: Region, link: str, who: str
) -> None:
    """Also not for somebody who keeps both regions, and could choose the row elsewhere."""
    user = make_operator() if who == "operator" else make_secretary(north)
    if who == "both":
        user.region_roles.create(region=south, role="secretariat", from_on=dt.date(2020, 1, 1))
    sign_in(client, user)
    theirs = strange(south)[link]

    assert errors(client.post(f"{DECISIONS}add/", sent(north, **{link: theirs}))) == [link]

    ours = make_decision_record(north.agreement)
    assert errors(client.post(change(ours), sent(north, **{link: theirs}))) == [link]


@pytest.mark.parametrize("link", ["party", "registry", "refers_to", "corrects"])
def test_model_refuses_links_to_another_agreement_by_itself(north: Region, south: Region, link: str) -> None:
    ours = make_decision_record(north.agreement)
    setattr(ours, f"{link}_id", strange(south)[link])

    with pytest.raises(ValidationError) as refused:
        ours.full_clean()
    assert list(refused.value.message_dict) == [link]


def test_decision_stays_in_its_agreement(client: Client, north: Region, south: Region) -> None:
    sign_in(client, make_operator())
    ours = make_decision_record(north.agreement)
    party = north.agreement.parties.all()[0].pk
    client.post(change(ours), sent(south, party=party, body="Ändrad"))

    ours.refresh_from_db()
    assert (ours.agreement, ours.body) == (north.agreement, "Ändrad")


def test_what_can_be_chosen_is_the_own_regions(secretary: Client, north: Region, south: Region) -> None:
    make_open_document(north.agreement, title="Vårt underlag")
    make_open_document(south.agreement, title="Deras underlag")
    text = secretary.get(f"{DECISIONS}add/").text
    assert "Vårt underlag" in text
    assert "Deras underlag" not in text
    assert south.agreement.parties.all()[0].name not in text


def test_leader_reads_and_cannot_write(client: Client, north: Region) -> None:
    sign_in(client, make_leader(north))
    ours = make_decision_record(north.agreement, heading="Beslutet")
    assert "Beslutet" in client.get(change(ours)).text
    for address in (change(ours), f"{DECISIONS}add/", f"{DECISIONS}{ours.pk}/sent/"):
        assert client.post(address, sent(north, heading="Ändrad")).status_code == 403
    ours.refresh_from_db()
    assert ours.heading == "Beslutet"


def test_another_regions_secretary_meets_nothing(client: Client, north: Region, south: Region) -> None:
    sign_in(client, make_secretary(south))
    ours = make_decision_record(north.agreement, heading="Beslutet")
    assert "Beslutet" not in client.get(DECISIONS).text
    for address in (change(ours), f"{DECISIONS}{ours.pk}/delete/", f"{DECISIONS}{ours.pk}/sent/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"post": "yes"}).status_code == 404
    assert DecisionRecord.objects.filter(pk=ours.pk).exists()


# --- Registry numbers (AGR-16) -----------------------------------------------------------------------


def test_number_is_unique_in_its_authority_not_everywhere(secretary: Client, north: Region) -> None:
    first, second, _third = north.agreement.parties.all()
    number(first, "Dnr 1")
    data = {"party": second.pk, "number": "Dnr 1", "heading": ""}
    assert secretary.post(f"{ADMIN}registrynumber/add/", data).status_code == 302
    assert errors(secretary.post(f"{ADMIN}registrynumber/add/", data)) == ["__all__"]
    assert RegistryNumber.objects.filter(number="Dnr 1").count() == 2


@pytest.mark.parametrize("typed", ["15-2021", "00015-20211", "00015-2021\n", "x00015-2021"])
def test_number_in_another_form_than_the_authoritys_is_refused(
    secretary: Client, north: Region, typed: str
) -> None:
    party = north.agreement.parties.all()[0]
    Party.objects.filter(pk=party.pk).update(registry_pattern="[0-9]{5}-[0-9]{4}")
    data = {"party": party.pk, "number": typed, "heading": ""}
    if typed.endswith("\n"):  # what the form strips, the model has to refuse
        with pytest.raises(ValidationError):
            RegistryNumber(party=Party.objects.get(pk=party.pk), number=typed).full_clean()
        return
    assert errors(secretary.post(f"{ADMIN}registrynumber/add/", data)) == ["number"]
    assert secretary.post(f"{ADMIN}registrynumber/add/", {**data, "number": "00015-2021"}).status_code == 302


def test_number_that_a_record_stands_under_stays(secretary: Client, north: Region) -> None:
    used = number(north.agreement.parties.all()[0])
    make_decision_record(north.agreement, registry=used)
    assert refused_to_remove(secretary, used)


# --- Corrections and what stays ------------------------------------------------------------------------


def test_correction_begins_with_what_it_corrects(secretary: Client, north: Region, south: Region) -> None:
    wrong = make_decision_record(north.agreement, body="Styrelsen", versions=[version_of(north)])
    assert f"{DECISIONS}add/?corrects={wrong.pk}" in secretary.get(change(wrong)).text

    form = secretary.get(f"{DECISIONS}add/?corrects={wrong.pk}").context["adminform"].form
    assert (form.initial["corrects"], form.initial["body"]) == (wrong.pk, "Styrelsen")
    assert form.initial["versions"] == [version_of(north)]
    assert "decided_on" not in form.initial

    theirs = make_decision_record(south.agreement)
    for typed in (theirs.pk, "x", "", "9" * 30, "-1"):
        form = secretary.get(f"{DECISIONS}add/?corrects={typed}").context["adminform"].form
        assert "corrects" not in form.initial


def test_corrected_decision_no_longer_counts(north: Region) -> None:
    version = version_of(north)
    wrong = make_decision_record(north.agreement, versions=[version])
    before = len(services.missing_decisions(version))
    make_decision_record(north.agreement, corrects=wrong)
    assert len(services.missing_decisions(version)) == before + 1


def test_corrections_do_not_go_in_circles(secretary: Client, north: Region) -> None:
    first = make_decision_record(north.agreement)
    second = make_decision_record(north.agreement, corrects=first)
    third = make_decision_record(north.agreement, corrects=second, refers_to=second)
    party = first.party_id
    for link in ("corrects", "refers_to"):
        data = sent(north, party=party, decided_on="2021-03-19", **{link: third.pk})
        found = errors(secretary.post(change(first if link == "corrects" else second), data))
        assert found == [link]
    first.corrects = first
    with pytest.raises(ValidationError):
        first.full_clean()


def test_only_an_earlier_decision_of_the_same_party_is_corrected(secretary: Client, north: Region) -> None:
    party, other, _third = north.agreement.parties.all()
    later = make_decision_record(north.agreement, decided_on=dt.date(2022, 1, 1))
    for changed in ({"corrects": later.pk}, {"refers_to": later.pk}):
        data = sent(north, party=party.pk, decided_on="2021-12-31", **changed)
        assert errors(secretary.post(f"{DECISIONS}add/", data)) == list(changed)
    data = sent(north, party=other.pk, decided_on="2022-02-02", corrects=later.pk)
    assert errors(secretary.post(f"{DECISIONS}add/", data)) == ["corrects"]
    assert secretary.post(f"{DECISIONS}add/", {**data, "party": party.pk}).status_code == 302


def refused_to_remove(client: Client, row: Any) -> str:
    """What the person reads who tries to remove it, by GET as by POST."""
    address = f"{ADMIN}{row._meta.model_name}/{row.pk}/delete/"
    pages = [client.get(address, follow=True), client.post(address, {"post": "yes"}, follow=True)]
    assert type(row).objects.filter(pk=row.pk).exists()
    first, second = ([str(message) for message in page.context["messages"]][-1] for page in pages)
    assert first == second
    return first


def test_decision_that_is_corrected_stays(secretary: Client, north: Region) -> None:
    wrong = make_decision_record(north.agreement)
    right = make_decision_record(north.agreement, corrects=wrong)
    assert refused_to_remove(secretary, wrong) == why_decision_stays(wrong)
    secretary.post(f"{DECISIONS}{right.pk}/delete/", {"post": "yes"})
    assert not DecisionRecord.objects.filter(pk=right.pk).exists()
    assert why_decision_stays(wrong) == ""


def test_decision_on_which_an_adopted_text_rests_stays(client: Client, north: Region) -> None:
    sign_in(client, make_operator())
    version = version_of(north)
    ours = make_decision_record(north.agreement, versions=[version])
    assert why_decision_stays(ours) == ""
    services.adopt(version, by=None, despite_missing=True)
    assert texts_of(ours) == [version]
    assert refused_to_remove(client, ours) == why_decision_stays(ours)


def test_decision_that_a_plan_rests_on_stays(north: Region) -> None:
    """Plans are known to a higher room; they are found all the same."""
    plan = north.agreement.action_plans.create(slug="plan", title="Plan")
    plan.areas.create(slug="ett", name="Ett", order=1)
    ours = make_decision_record(north.agreement)
    plan.decisions.add(ours)
    assert why_decision_stays(ours) == ""
    services.adopt(plan, by=None, despite_missing=True)
    assert why_decision_stays(ours) != ""


def test_decision_that_another_refers_to_stays(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    make_decision_record(north.agreement, refers_to=ours)
    assert refused_to_remove(secretary, ours) == why_decision_stays(ours)


def test_loose_decision_can_be_removed_with_its_list(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement, versions=[version_of(north)])
    ours.distribution.create(role="Direktören")
    assert secretary.post(f"{DECISIONS}{ours.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not DecisionRecord.objects.exists()
    assert version_of(north)


# --- Extracts (AGR-14) ------------------------------------------------------------------------------


def history(row: Any) -> str:
    return "\n".join(entry.get_change_message() for entry in LogEntry.objects.filter(object_id=str(row.pk)))


def test_sending_extracts_is_logged_with_day_and_role(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    first, second, third = (ours.distribution.create(role=role) for role in ("A-chef", "B-chef", "C-chef"))
    address = f"{DECISIONS}{ours.pk}/sent/"
    assert "B-chef" in secretary.get(address).text

    data = {"sent_on": "2021-04-01", "recipients": [first.pk, second.pk]}
    assert secretary.post(address, data).status_code == 302

    for row in (first, second, third):
        row.refresh_from_db()
    assert [row.sent_on for row in (first, second, third)] == [dt.date(2021, 4, 1)] * 2 + [None]
    assert "2021-04-01" in history(ours)
    assert "A-chef, B-chef" in history(ours)
    assert ours.heading in secretary.get(f"{DECISIONS}?state=unsent").text

    # Once more, from a page that was open: the day stays, and nothing more is logged.
    assert secretary.post(address, {**data, "sent_on": "2021-05-05"}).status_code == 200
    first.refresh_from_db()
    assert first.sent_on == dt.date(2021, 4, 1)
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("day", ["2999-01-01", "2021-03-18", "", "x"])
def test_extract_is_not_sent_on_an_impossible_day(secretary: Client, north: Region, day: str) -> None:
    ours = make_decision_record(north.agreement, decided_on=dt.date(2021, 3, 19))
    row = ours.distribution.create(role="A-chef")
    response = secretary.post(f"{DECISIONS}{ours.pk}/sent/", {"sent_on": day, "recipients": [row.pk]})
    assert list(response.context["form"].errors) == ["sent_on"]
    row.refresh_from_db()
    assert row.sent_on is None


def test_another_decisions_recipients_are_left_alone(secretary: Client, north: Region) -> None:
    ours, other = make_decision_record(north.agreement), make_decision_record(north.agreement)
    ours.distribution.create(role="A-chef")
    theirs = other.distribution.create(role="B-chef")
    data = {"sent_on": "2021-04-01", "recipients": [theirs.pk]}
    response = secretary.post(f"{DECISIONS}{ours.pk}/sent/", data)
    assert list(response.context["form"].errors) == ["recipients"]
    assert note_sent(decision=ours, recipients=[theirs.pk], sent_on=timezone.localdate()) == []
    theirs.refresh_from_db()
    assert theirs.sent_on is None


def test_day_entered_on_the_decisions_page_is_logged_too(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    row = ours.distribution.create(role="A-chef")
    day = {"distribution-0-sent_on": "2021-04-01"}
    data = sent(north, party=ours.party_id, decided_on="2021-03-19", **rows(there=(row,), **day))
    assert secretary.post(change(ours), data).status_code == 302
    assert "A-chef, 2021-04-01" in history(ours)


def test_what_was_sent_stays_in_the_log(secretary: Client, north: Region) -> None:
    ours = make_decision_record(north.agreement)
    row = ours.distribution.create(role="A-chef", sent_on=dt.date(2021, 4, 1))
    at = "distribution-0-"
    for changed in ({f"{at}DELETE": "on"}, {f"{at}role": "B-chef"}, {f"{at}sent_on": ""}):
        data = sent(north, party=ours.party_id, decided_on="2021-03-19", **rows(there=(row,), **changed))
        response = secretary.post(change(ours), data)
        assert response.status_code == 200
        assert response.context["inline_admin_formsets"][0].formset.non_form_errors()
    row.refresh_from_db()
    assert (row.role, row.sent_on) == ("A-chef", dt.date(2021, 4, 1))
    assert refused_to_remove(secretary, ours) == why_decision_stays(ours)

    # A mistyped day can be mended.
    data = rows(there=(row,), **{f"{at}sent_on": "2021-04-02"})
    secretary.post(change(ours), sent(north, party=ours.party_id, decided_on="2021-03-19", **data))
    row.refresh_from_db()
    assert row.sent_on == dt.date(2021, 4, 2)
    assert "A-chef, 2021-04-02" in history(ours)


# --- The making, and news --------------------------------------------------------------------------------


def step(region: Region, **changed: Any) -> dict[str, Any]:
    return {
        "agreement": region.agreement.pk,
        "kind": "consultation",
        "title": "Remiss",
        "order": "1",
        "answers-TOTAL_FORMS": "1",
        "answers-INITIAL_FORMS": "0",
        "answers-0-sender": "Föreningen Exempel",
        "answers-0-text": "Bra, men kortare.",
        "answers-0-document": "",
        "answers-0-order": "1",
        **changed,
    }


def test_consultation_is_recorded_with_its_answers(secretary: Client, north: Region) -> None:
    """AGR-26."""
    answer = make_open_document(north.agreement)
    data = step(north, **{"answers-0-document": answer.pk})
    assert secretary.post(f"{ADMIN}makingstep/add/", data).status_code == 302
    made = ConsultationAnswer.objects.get()
    assert (made.step.agreement, made.sender, made.document) == (
        north.agreement,
        "Föreningen Exempel",
        answer,
    )
    assert refused_to_remove(secretary, made.step)


@pytest.mark.parametrize("who", ["secretary", "operator"])
def test_steps_and_answers_never_point_at_another_region(
    client: Client, north: Region, south: Region, who: str
) -> None:
    sign_in(client, make_operator() if who == "operator" else make_secretary(north))
    theirs = make_open_document(south.agreement).pk
    registry = number(south.agreement.parties.all()[0]).pk
    for link, row in (("answers-0-document", theirs), ("document", theirs), ("registry", registry)):
        response = client.post(f"{ADMIN}makingstep/add/", step(north, **{link: row}))
        assert response.status_code == 200
        assert not MakingStep.objects.exists()


def test_step_does_not_end_before_it_begins(north: Region) -> None:
    late, early = dt.date(2021, 2, 1), dt.date(2021, 1, 1)
    made = MakingStep(
        agreement=north.agreement, kind=MakingKind.SURVEY, title="Enkät", from_on=late, to_on=early
    )
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert list(refused.value.message_dict) == ["to_on"]


def test_news_gets_an_address_of_its_title(secretary: Client, north: Region) -> None:
    data = {
        "agreement": north.agreement.pk,
        "title": "Årsmötet närmar sig",
        "summary": "Kom!",
        "body": "",
        "published_on": "2026-01-01",
    }
    for _again in range(2):
        assert secretary.post(f"{ADMIN}newsitem/add/", data).status_code == 302
    assert sorted(NewsItem.objects.values_list("slug", flat=True)) == [
        "arsmotet-narmar-sig",
        "arsmotet-narmar-sig-2",
    ]


def test_long_lists_do_not_ask_once_for_each_row(
    secretary: Client, north: Region, django_assert_max_num_queries: Any
) -> None:
    party = north.agreement.parties.all()[0]
    for each in range(12):
        registry = number(party, f"Dnr {each}")
        make_decision_record(north.agreement, registry=registry)
        make_open_document(north.agreement, registry=registry)
    with django_assert_max_num_queries(12):
        secretary.get(DECISIONS)
    with django_assert_max_num_queries(12):
        secretary.get(f"{ADMIN}document/")
    with django_assert_max_num_queries(22):
        secretary.get(f"{DECISIONS}add/")
