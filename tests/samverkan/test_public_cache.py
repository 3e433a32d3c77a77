"""Kept public pages: answered without a query, never another's, never yesterday's; and no cookie for readers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplan.models import ActionPlan
from agreement.models import CutOff, Municipality, Principle, PublicStamp, Region, TextPart
from membership.models import Membership, Organisation
from samverkan import public_cache
from tests.factories import make_cut_off, make_leader, make_member, make_region, sign_in
from tests.harness.newcomer import Reader

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/norrbotten/",
    "/norrbotten/overenskommelsen/",
    "/norrbotten/principer/",
    "/norrbotten/principer/dialog/",
    "/norrbotten/parterna/",
    "/norrbotten/ledningsgrupp/",
    "/norrbotten/handlingsplan/",
    "/norrbotten/anslut/",
    "/norrbotten/anslutna/",
    "/norrbotten/anslutna/vintern/",
    "/tillganglighet/",
    "/personuppgifter/",
    "/oppna-data/",
    "/hjalp/",
    "/en/norrbotten/",
    "/en/norrbotten/anslutna/vintern/",
    "/en/personuppgifter/",
]


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def region() -> Region:
    """A region with a member, beside another, so that the start page has something to choose."""
    make_region("blekinge")
    region = make_region()
    membership = make_member(region)
    membership.slug = "vintern"
    membership.save()
    ActionPlan.objects.create(agreement=region.agreement, slug="plan", title="Planen", state="published")
    return region


# --- Whole pages ----------------------------------------------------------------------------------


def test_reader_gets_no_cookie_and_nothing_from_elsewhere(reader: Reader, region: Region) -> None:
    """Zero Set-Cookie, zero foreign hosts, nothing to run (LAW-C1, U5, U6)."""
    fetches = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|[a-z]+[^>]* src)="([^"]*)')
    for address in PAGES:
        answer = reader.get(address)
        page = answer.content.decode()
        assert (address, answer.status_code) == (address, 200)
        assert (address, answer.headers.get("Set-Cookie"), dict(answer.cookies)) == (address, None, {})
        assert (address, [url for url in fetches.findall(page) if not url.startswith("/static/")]) == (
            address,
            [],
        )
        assert (address, re.findall("<script|csrfmiddlewaretoken", page)) == (address, [])


def test_reading_is_all_one_can_do(reader: Reader, region: Region) -> None:
    for address in PAGES:
        assert (address, reader.head(address).status_code) == (address, 200)
        assert (address, reader.post(address, {"q": "x"}).status_code) == (address, 405)


@pytest.mark.usefixtures("patient")
def test_second_reader_costs_no_query(reader: Reader, region: Region) -> None:
    for address in PAGES:
        first = reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            second = reader.get(address)
        assert (address, len(queries)) == (address, 0)
        assert second.content == first.content
        assert dict(second.headers) == dict(first.headers)
        assert "Content-Security-Policy" in second.headers
        assert second["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("patient")
def test_who_has_the_page_gets_304(reader: Reader, region: Region) -> None:
    first = reader.get("/norrbotten/")
    with CaptureQueriesContext(connection) as queries:
        again = reader.get("/norrbotten/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(queries) == 0
    assert reader.get("/norrbotten/", headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.usefixtures("patient")
def test_languages_are_kept_apart(reader: Reader, region: Region) -> None:
    for _time in range(2):
        assert '<html lang="sv">' in reader.get("/norrbotten/").content.decode()
        assert '<html lang="en">' in reader.get("/en/norrbotten/").content.decode()
        english = reader.get("/norrbotten/", headers={"Accept-Language": "en"})
        assert '<html lang="sv">' in english.content.decode()


@pytest.mark.usefixtures("patient")
def test_who_is_signed_in_gets_their_own_page(reader: Reader, region: Region) -> None:
    before = reader.get("/norrbotten/").content
    member = sign_in(Reader(), make_leader(region), second_factor=True)
    own = member.get("/norrbotten/")
    assert own.content != before
    assert "/konto/" in own.content.decode()
    assert "ETag" not in own.headers
    assert reader.get("/norrbotten/").content == before


# --- Changes --------------------------------------------------------------------------------------


def change_principle(region: Region) -> None:
    principle = Principle.objects.get(slug="dialog", version__agreement__region=region)
    principle.name = "Nytt ord"
    principle.save()


def add_part(region: Region) -> None:
    TextPart.objects.create(
        version=region.agreement.current_version, kind="other", heading="Nytt ord", body="x", order=9
    )


def remove_principle(region: Region) -> None:
    Principle.objects.get(slug="dialog", version__agreement__region=region).delete()


def add_cut_off(region: Region) -> None:
    make_cut_off(region, dt.date(2999, 1, 1), title="Nytt ord")


def rename_member(region: Region) -> None:
    organisation = Organisation.objects.get(memberships__slug="vintern")
    organisation.name = "Nytt ord"
    organisation.save()


def move_member(region: Region) -> None:
    membership = Membership.objects.get(slug="vintern")
    Membership.objects.filter(pk=membership.pk).update(whole_county=False)
    membership.organisation.municipalities.set(Municipality.objects.filter(code="2510"))


def end_membership(region: Region) -> None:
    membership = Membership.objects.get(slug="vintern")
    membership.ended_on = membership.since.replace(year=2000)
    membership.save()


def change_plan(region: Region) -> None:
    plan = ActionPlan.objects.get(agreement=region.agreement)
    plan.title = "Nytt ord"
    plan.save()


CHANGES: list[tuple[Callable[[Region], None], str]] = [
    (change_principle, "/norrbotten/principer/dialog/"),
    (change_principle, "/en/norrbotten/"),
    (remove_principle, "/norrbotten/principer/"),
    (add_part, "/norrbotten/overenskommelsen/"),
    (add_cut_off, "/norrbotten/anslut/"),
    (rename_member, "/norrbotten/anslutna/"),
    (move_member, "/norrbotten/anslutna/vintern/"),
    (end_membership, "/norrbotten/"),
    (change_plan, "/norrbotten/handlingsplan/"),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("change", "address"), CHANGES, ids=lambda each: getattr(each, "__name__", None))
def test_change_shows_at_once(
    reader: Reader, region: Region, change: Callable[[Region], None], address: str
) -> None:
    before = reader.get(address)
    change(region)
    after = reader.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_change_that_is_taken_back_shows_nowhere(reader: Reader, region: Region) -> None:
    before = reader.get("/norrbotten/principer/")
    with transaction.atomic():
        change_principle(region)
        transaction.set_rollback(True)
    assert reader.get("/norrbotten/principer/").content == before.content


@pytest.mark.django_db(transaction=True)
def test_change_of_another_process_shows_with_the_stamp(
    reader: Reader, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written behind this process's back, as another worker does; only the stamp tells."""
    reader.get("/norrbotten/principer/")
    Principle.objects.filter(slug="dialog").update(name="Nytt ord")
    monkeypatch.setattr(public_cache, "STAMP_SECONDS", 60.0)
    assert "Nytt ord" not in reader.get("/norrbotten/principer/").content.decode()
    PublicStamp.objects.update(number=F("number") + 1)
    monkeypatch.setattr(public_cache, "STAMP_SECONDS", 0.0)
    assert "Nytt ord" in reader.get("/norrbotten/principer/").content.decode()


def test_page_is_made_anew_when_it_is_old(
    reader: Reader, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What depends on the day changes without anybody writing."""
    monkeypatch.setattr(public_cache, "LONGEST", 0.0)
    reader.get("/norrbotten/")
    CutOff.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        reader.get("/norrbotten/")
    assert len(queries) > 1


# --- What is never kept ---------------------------------------------------------------------------


@pytest.mark.usefixtures("patient")
def test_kept_answer_cannot_be_changed_from_outside(reader: Reader, region: Region) -> None:
    first = reader.get("/norrbotten/")
    first["X-Mine"] = "1"
    first.content = b"mine"
    second = reader.get("/norrbotten/")
    assert "X-Mine" not in second.headers
    assert second.content != b"mine"


@pytest.mark.usefixtures("patient")
def test_cache_does_not_grow_without_end(
    reader: Reader, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_cache, "MOST_PAGES", 3)
    for address in PAGES:
        assert reader.get(address).status_code == 200
    assert len(public_cache._pages) == 3


@pytest.mark.usefixtures("patient")
def test_page_that_is_read_stays_while_a_crawler_passes(
    reader: Reader, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_cache, "MOST_PAGES", 3)
    read = "/norrbotten/overenskommelsen/"
    reader.get(read)
    for address in PAGES:
        reader.get(address)
        reader.get(read)
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(read).status_code == 200
    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_name_of_somebody_who_sits_shows_at_once_and_signing_in_throws_nothing_away(
    reader: Reader, region: Region
) -> None:
    leader = make_leader(region)
    page = "/norrbotten/ledningsgrupp/"
    reader.get(page)
    leader.last_login = timezone.now()
    leader.save(update_fields=["last_login"])
    assert public_cache._pages
    leader.name = "Nytt Påhittsson"
    leader.save()
    assert "Nytt Påhittsson" in reader.get(page).content.decode()


def test_questions_are_answered_but_never_kept(reader: Reader, region: Region) -> None:
    for number in range(3):
        assert reader.get(f"/norrbotten/anslutna/?q={number}").status_code == 200
    assert not public_cache._pages


@pytest.mark.parametrize("known", ['"x", W/"{tag}"', 'W/"{tag}"', '"{tag}"'])
def test_a_weakened_tag_is_known_too(reader: Reader, region: Region, known: str) -> None:
    tag = reader.get("/norrbotten/")["ETag"].strip('"')
    answer = reader.get("/norrbotten/", headers={"If-None-Match": known.format(tag=tag)})
    assert answer.status_code == 304


def test_unknown_host_is_refused_and_not_kept(reader: Reader, region: Region) -> None:
    assert reader.get("/norrbotten/", headers={"Host": "evil.example"}).status_code == 400
    assert reader.get("/norrbotten/").status_code == 200
