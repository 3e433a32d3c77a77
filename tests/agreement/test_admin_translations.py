"""A translation in the admin: piece by piece beside the Swedish, and what happens when the Swedish changes (LAW-L2)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from agreement.models import AgreementVersion, Goal, Region, VersionTranslation
from tests.agreement.texts import adopt, make_version
from tests.factories import make_leader, make_region
from tests.harness.sign_in import sign_in
from tests.matrix.inputs import Inputs

pytestmark = pytest.mark.django_db

AT = "/admin/agreement/versiontranslation/"


@pytest.fixture
def northern_sami(version: AgreementVersion) -> VersionTranslation:
    return VersionTranslation.objects.create(version=version, language="se")


def url(row: VersionTranslation) -> str:
    return f"{AT}{row.pk}/change/"


def sent_back(client: Client, row: VersionTranslation, **changed: str) -> dict[str, Any]:
    return Inputs(client.get(url(row)).text).data | changed


def save(
    client: Client, row: VersionTranslation, pieces: dict[str, str], **changed: str
) -> VersionTranslation:
    data = sent_back(client, row, **changed) | {f"text:{key}": words for key, words in pieces.items()}
    response = client.post(url(row), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    return VersionTranslation.objects.get(pk=row.pk)


def marked(client: Client, row: VersionTranslation) -> list[str]:
    """The Swedish of the pieces that the page marks as changed since."""
    groups = client.get(url(row)).context["groups"]
    return [pair.swedish for group in groups for pair in group["pairs"] if pair.is_stale]


def is_current(row: VersionTranslation) -> bool:
    return row.made_of == AgreementVersion.objects.get(pk=row.version_id).canonical().fingerprint()


def test_translation_is_begun_with_a_language_and_nobody_sees_it(
    secretary: Client, version: AgreementVersion
) -> None:
    response = secretary.post(f"{AT}add/", {"version": version.pk, "language": "fit"})
    made = VersionTranslation.objects.get()
    assert response["Location"] == url(made)
    assert (made.language, made.is_public, made.made_of) == ("fit", False, "")


def test_every_piece_of_the_swedish_stands_beside_a_box(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    page = secretary.get(url(northern_sami)).text
    texts = northern_sami.version.canonical().texts()
    boxes = re.findall(r'<textarea[^>]*name="text:([^"]+)"[^>]*>', page)
    assert boxes == list(texts)
    assert len(re.findall(r'<textarea[^>]*lang="se"', page)) == len(texts) + 1  # and the notice
    for words in texts.values():
        assert words in page
    assert f"0 av {len(texts)}" in page or f"0 of {len(texts)}" in page


def test_what_is_written_is_kept_by_its_key(secretary: Client, northern_sami: VersionTranslation) -> None:
    pieces = {"summary": "Oanehaččat", "goal/1": " Deaivvadit ", "principle/dialog/name": "Ságastallan"}
    row = save(secretary, northern_sami, pieces, notice="Ruoŧagiel teaksta mearrida.")
    assert row.texts == {key: words.strip() for key, words in pieces.items()}
    assert row.notice == "Ruoŧagiel teaksta mearrida."
    assert row.made_of == ""
    page = secretary.get(url(row)).text
    assert "Ságastallan" in page
    assert re.search(r"\b3 (av|of) \d\d", page)


def test_only_a_tick_says_that_it_matches_the_swedish(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    row = save(secretary, northern_sami, {"summary": "Oanehaččat"})
    assert not is_current(row)
    row = save(secretary, row, {}, looked_through="on")
    assert is_current(row)
    row.version.goals.update(text="Något annat")
    assert not is_current(row)
    assert "tag-warning" in secretary.get(url(row)).text


def test_piece_whose_swedish_changed_is_marked_until_somebody_looked_at_it(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    row = save(
        secretary,
        northern_sami,
        {"goal/1": "Okta", "goal/2": "Guokte", "summary": "Oanehaččat"},
        looked_through="on",
    )
    Goal.objects.filter(version=row.version, order=1).update(text="Att mötas ofta")
    AgreementVersion.objects.filter(pk=row.version_id).update(summary="Kort sagt: något nytt.")
    assert marked(secretary, row) == ["Kort sagt: något nytt.", "Att mötas ofta"]
    row = save(secretary, row, {"goal/1": "Okta ođđa"})  # rewritten; the summary is not
    assert marked(secretary, row) == ["Kort sagt: något nytt."]
    assert not is_current(row)
    row = save(secretary, row, {}, looked_through="on")
    assert marked(secretary, row) == []
    assert is_current(row)


def test_translation_follows_its_goal_when_another_one_comes_first(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    row = save(secretary, northern_sami, {"goal/1": "Okta", "goal/2": "Guokte"}, looked_through="on")
    Goal.objects.create(version=row.version, text="Alldeles nytt", order=0)
    assert marked(secretary, row) == []
    data = sent_back(secretary, row)
    assert [data[f"text:goal/{number}"].strip() for number in (1, 2, 3)] == ["", "Okta", "Guokte"]
    row = save(secretary, row, {"goal/1": "Nolla"})
    assert row.texts == {"goal/1": "Nolla", "goal/2": "Okta", "goal/3": "Guokte"}
    Goal.objects.filter(version=row.version, order=0).delete()
    row = save(secretary, row, {})
    assert row.texts == {"goal/1": "Okta", "goal/2": "Guokte"}


def test_same_swedish_words_in_two_places_are_two_translations(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    """“Vi svarar” is the second commitment of both principles."""
    pieces = {"principle/dialog/commitment/2": "A", "principle/kvalitet/commitment/2": "B"}
    row = save(secretary, northern_sami, pieces, looked_through="on")
    row = save(secretary, row, {})
    assert row.texts == pieces


def test_translation_that_came_from_files_counts_as_made_of_what_is_there(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    """Without a memory of its Swedish, piece by piece, nothing is marked; the whole is still out of date."""
    northern_sami.texts = {"goal/1": "Okta"}
    northern_sami.save()
    assert marked(secretary, northern_sami) == []
    row = save(secretary, northern_sami, {})
    assert (row.texts, row.sources) == ({"goal/1": "Okta"}, {})


def test_what_was_written_beside_an_older_swedish_comes_back(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    data = sent_back(secretary, northern_sami, looked_through="on") | {"text:goal/1": "Okta"}
    Goal.objects.filter(version=northern_sami.version, order=1).update(text="Att mötas ofta")
    response = secretary.post(url(northern_sami), data)
    assert response.status_code == 200
    assert "Att mötas ofta" in response.text
    again = Inputs(response.text).data
    assert again["text:goal/1"].strip() == "Okta"
    assert VersionTranslation.objects.get().texts == {}
    assert secretary.post(url(northern_sami), again).status_code == 302
    assert VersionTranslation.objects.get().texts == {"goal/1": "Okta"}


def test_empty_translation_is_not_made_public(secretary: Client, northern_sami: VersionTranslation) -> None:
    data = sent_back(secretary, northern_sami, is_public="on")
    response = secretary.post(url(northern_sami), data)
    assert list(response.context["adminform"].form.errors) == ["is_public"]
    row = save(secretary, northern_sami, {"goal/1": "Okta"}, is_public="on")
    assert row.is_public


def test_translation_of_an_adopted_version_is_still_mended(
    secretary: Client, northern_sami: VersionTranslation
) -> None:
    adopted = adopt(northern_sami.version)
    row = save(secretary, northern_sami, {"goal/1": "Okta"}, looked_through="on")
    assert row.made_of == adopted.content_hash


def test_language_and_text_are_chosen_once(
    secretary: Client, northern_sami: VersionTranslation, north: Region
) -> None:
    other = north.agreement.versions.exclude(pk=northern_sami.version_id)[0]
    row = save(secretary, northern_sami, {}, language="fi", version=str(other.pk))
    assert (row.language, row.version) == ("se", northern_sami.version)
    twice = secretary.post(f"{AT}add/", {"version": row.version_id, "language": "se"})
    assert twice.status_code == 200
    assert VersionTranslation.objects.count() == 1


def test_secretariat_begins_none_in_another_region(secretary: Client, north: Region) -> None:
    theirs = make_version(make_region("blekinge"))
    response = secretary.post(f"{AT}add/", {"version": theirs.pk, "language": "fi"})
    assert list(response.context["adminform"].form.errors) == ["version"]


def test_group_reads_it_without_boxes(
    client: Client, northern_sami: VersionTranslation, north: Region
) -> None:
    northern_sami.texts = {"goal/1": "Okta"}
    northern_sami.save()
    sign_in(client, make_leader(north))
    page = client.get(url(northern_sami)).text
    assert "Okta" in page
    assert '<div lang="se">' in page
    assert "<textarea" not in page
    assert client.post(url(northern_sami), {"text:goal/1": "Annat"}).status_code == 403


def test_version_leads_to_its_translations(secretary: Client, northern_sami: VersionTranslation) -> None:
    page = secretary.get(f"/admin/agreement/agreementversion/{northern_sami.version_id}/change/").text
    assert f'href="{url(northern_sami)}"' in page
    assert f"{AT}add/?version={northern_sami.version_id}" in page
