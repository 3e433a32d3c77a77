"""A decision is never edited: a new one refers to it, and the organisation is told what changed (MEM-46, LAW-F3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from letters.models import Letter
from membership import emails
from membership.exceptions import DecisionNotPossible
from membership.models import Decision
from membership.record import how
from membership.services import (
    approve_after_all,
    approve_application,
    correct_record,
    decline_after_all,
    decline_application,
    register_upload,
    render_document,
)
from membership.states import Outcome, Signing, Status
from relay.services import work_on
from steps.exceptions import StepNotAllowed
from tests.factories import make_application, make_recusal, make_secretary, make_upload, make_user, sign_in
from tests.membership.holding import fresh, have_left, held

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Region

pytestmark = pytest.mark.django_db


def why(region: Region) -> dict[str, Any]:
    return {"reasons": list(region.agreement.criteria.all()[:1]), "reasons_text": "Föreningen är vilande."}


def test_refusal_becomes_an_approval_and_the_letter_says_that_it_is_changed(
    region: Region, group: list[User]
) -> None:
    case = make_application(region)
    old = decline_application(case, actor=group[0], held=held(), **why(region))
    have_left()

    new = approve_after_all(case, actor=group[0], held=held("20"))

    assert (new.outcome, new.corrects) == (Outcome.APPROVED, old)
    assert fresh(case).status == Status.APPROVED
    document = case.signing_documents.get()
    assert work_on(type(document), document.pk, render_document)
    text = Letter.objects.get(kind="signing_request").text
    assert "har prövat er ansökan igen" in text
    assert "§\N{NO-BREAK SPACE}20" in text
    with pytest.raises(StepNotAllowed):
        approve_after_all(case, actor=group[0], held=held())


def test_approval_becomes_a_refusal_and_the_document_is_revoked(region: Region, group: list[User]) -> None:
    user = make_user()
    case = make_application(region, Status.APPROVED, user=user)
    old = case.decision
    emails.signing_request(case.signing_documents.get())
    have_left()

    new = decline_after_all(case, actor=group[0], held=held("21"), **why(region))

    assert (new.outcome, new.corrects) == (Outcome.DECLINED, old)
    document = case.signing_documents.get()
    assert document.status == Signing.REVOKED
    text = Letter.objects.get(kind="declined").text
    assert "Skriv inte under" in text
    assert "överklaga" not in text.lower()  # a false appeal notice
    with pytest.raises(StepNotAllowed):
        register_upload(document=document, actor=user, upload=make_upload())
    client = sign_in(Client(), user)
    home = reverse("membership:case", kwargs={"reference": case.reference})
    answer = client.post(
        reverse("membership:upload", kwargs={"reference": case.reference}),
        {"copy": make_upload()},
        follow=True,
    )
    assert answer.redirect_chain[0][0] == home
    assert "Ni behöver inte skicka något" in answer.text
    assert "Sign and send back" not in answer.text
    with pytest.raises(StepNotAllowed):
        decline_after_all(case, actor=group[0], held=held(), **why(region))


def test_nobody_is_declined_after_they_joined(region: Region, group: list[User]) -> None:
    case = make_application(region, Status.APPROVED)
    case.signing_documents.update(status=Signing.REGISTERED)

    with pytest.raises(StepNotAllowed):
        decline_after_all(case, actor=group[0], held=held(), **why(region))
    page = sign_in(Client(), group[0], second_factor=True).get(
        reverse("admin:membership_reviewitem_change", args=[case.pk])
    )
    assert reverse("admin:membership_reviewitem_decline_after_all", args=[case.pk]) not in page.text


def test_the_record_is_corrected_by_a_row_and_the_letter_says_what_changed(
    region: Region, group: list[User]
) -> None:
    case = make_application(region)
    old = decline_application(case, actor=group[0], held=held("12"), **why(region))

    new = correct_record(
        case, actor=group[1], held=held("13", absent=frozenset()), note="Fel paragraf i protokollet."
    )

    assert (new.outcome, new.corrects, new.paragraph) == (Outcome.DECLINED, old, "13")
    assert (new.reasons_text, list(new.reasons.all())) == (old.reasons_text, list(old.reasons.all()))
    assert fresh(case).status == Status.DECLINED
    text = Letter.objects.get(kind="decision_corrected").text
    assert "§\N{NO-BREAK SPACE}12" in text
    assert "§\N{NO-BREAK SPACE}13" in text
    assert "Fel paragraf i protokollet." not in text
    with pytest.raises(DecisionNotPossible):
        correct_record(case, actor=group[0], held=held("13"), note="En gång till.")
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("verb", ["approve", "correct"])
def test_somebody_with_a_conflict_of_interest_corrects_nothing(
    region: Region, group: list[User], verb: str
) -> None:
    case = make_application(region)
    decline_application(case, actor=group[0], held=held(), **why(region))
    make_recusal(case, group[1])

    verbs: dict[str, Any] = {
        "approve": lambda: approve_after_all(case, actor=group[1], held=held()),
        "correct": lambda: correct_record(case, actor=group[1], held=held("13"), note="Nej."),
    }

    with pytest.raises(DecisionNotPossible):
        verbs[verb]()


@pytest.mark.parametrize(
    ("slug", "status", "becomes", "outcome"),
    [
        ("approve_after_all", Status.DECLINED, Status.APPROVED, Outcome.APPROVED),
        ("decline_after_all", Status.APPROVED, Status.DECLINED, Outcome.DECLINED),
        ("correct_record", Status.DECLINED, Status.DECLINED, Outcome.DECLINED),
    ],
)
def test_page_asks_and_a_post_does_it(
    region: Region, group: list[User], slug: str, status: str, becomes: str, outcome: str
) -> None:
    case = make_application(region, status)
    client = sign_in(Client(), group[0], second_factor=True)
    home = reverse("admin:membership_reviewitem_change", args=[case.pk])
    url = reverse(f"admin:membership_reviewitem_{slug}", args=[case.pk])
    assert url in client.get(home).text
    page = client.get(url)
    assert page.status_code == 200
    assert Decision.objects.count() == 1

    today = timezone.localdate().isoformat()
    answers = {
        "decided_on": today,
        "seats_on": today,
        "present": [user.pk for user in group],
        "conflicts_asked": "on",
        "paragraph": "44",
        "reasons": [region.agreement.criteria.all()[0].pk],
        "reasons_text": "Föreningen är vilande.",
        "note": "Fel paragraf.",
    }
    answer = client.post(url, answers, follow=True)

    assert answer.redirect_chain == [(home, 302)], answer.text
    assert fresh(case).status == becomes
    new = Decision.objects.latest("pk")
    assert (new.outcome, new.paragraph, new.corrects) == (outcome, "44", Decision.objects.earliest("pk"))
    chain = answer.text.partition('id="decision"')[2].partition("</section>")[0]
    assert chain.count("Gäller inte") == 1
    assert chain.count(">Gäller<") == 1
    assert "§\N{NO-BREAK SPACE}12" in chain


def test_the_notice_has_the_five_facts_in_letter_and_page(region: Region, group: list[User]) -> None:
    """Day, content, who decided, who recorded it, who else took part, and the dissent (FL 31 §)."""
    user = make_user()
    case = make_application(region, user=user)
    secretary = make_secretary(region, name="Sekreteraren Påhittad")
    decline_application(
        case, actor=secretary, held=held("12", dissent="En ledamot ville bifalla."), **why(region)
    )

    letter = Letter.objects.get(kind="declined").text
    page = (
        sign_in(Client(), user)
        .get(reverse("membership:case", kwargs={"reference": case.reference}))
        .text.partition("<main")[2]
    )
    for said in (letter, page):
        assert "Sekreteraren Påhittad" in said
        assert "En ledamot ville bifalla." in said
        assert all(member.name in said for member in group)
        assert "§\N{NO-BREAK SPACE}12" in said
        assert "överklaga" not in said.lower()


def test_the_notice_of_a_decision_by_positions_names_no_meeting(region: Region) -> None:
    case = make_application(region, Status.DECLINED)
    decision = case.decision
    assert decision is not None
    decision.manner = "positions"
    decision.paragraph = ""

    assert "utan möte" in how(decision)
    assert "§" not in how(decision)


def test_approve_page_is_not_offered_to_an_undecided_case(region: Region, group: list[User]) -> None:
    case = make_application(region)
    approve_application(case, actor=group[0], held=held())
    page = (
        sign_in(Client(), group[0], second_factor=True)
        .get(reverse("admin:membership_reviewitem_change", args=[case.pk]))
        .text
    )
    assert reverse("admin:membership_reviewitem_approve_after_all", args=[case.pk]) not in page
