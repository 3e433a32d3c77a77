"""A round's letters in the admin are closed to whoever its nominations are closed to (MEM-45)."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from letters.models import Letter
from nominations import emails
from tests.factories import make_leader, make_operator, make_secretary, sign_in
from tests.nominations.rows import make_nomination, over
from tests.nominations.test_stakes import stake

if TYPE_CHECKING:
    from django.test import Client

    from agreement.models import Region

pytestmark = pytest.mark.django_db
LETTERS = "/admin/letters/letter/"


@pytest.mark.slow
@pytest.mark.parametrize("what", ["organisation", "declared", "nominee", "nominator"])
@pytest.mark.parametrize("maker", [make_leader, make_secretary, lambda _region: make_operator()])
def test_letters_of_the_round_are_closed_to_whoever_has_a_stake(
    region: Region, client: Client, what: str, maker: Any
) -> None:
    """As the nominations themselves are, in the list, by search and at their own address; other rounds' are open."""
    round_, tied = over(region), maker(region)
    made, rival = make_nomination(round_), make_nomination(round_)
    elsewhere = make_nomination(over(region))
    letters = [emails.nominee_thanked(each) for each in (made, rival, elsewhere)]
    told = emails.nominator_result(rival, None)
    for each in (tied, make_secretary(region)):
        assert read_by(client, each) == {*letters, *told}

    stake(what, tied, made)

    assert read_by(client, tied) == {letters[2]}
    assert read_by(client, tied, f"q={rival.nominee_email}") == set()
    sign_in(client, tied, second_factor=True)
    assert client.get(f"{LETTERS}{letters[1].pk}/change/").status_code == 404
    assert client.post(f"{LETTERS}{letters[1].pk}/retry/").status_code == 404
    assert read_by(client, make_secretary(region)) == {*letters, *told}


def read_by(client: Client, user: Any, query: str = "") -> set[Letter]:
    """The letters about nominations in the admin's list."""
    sign_in(client, user, second_factor=True)
    rows = client.get(f"{LETTERS}?state=all&{query}").context["cl"].result_list
    return {each for each in rows if each.kind in emails.KINDS}


def test_letters_from_before_know_their_round(region: Region) -> None:
    """The migration: they are closed and forgotten as new ones are; no other letter is touched."""
    move = importlib.import_module("nominations.migrations.0005_letters_know_their_round")
    made = make_nomination(over(region))
    letter = emails.nominee_thanked(made)
    new = letter.key
    old = new.replace(f":round-{made.round_id}", "")
    others = [f"seat_vacant:round-{made.round_id}:nomination-{made.pk}:x", "receipt:NB-26-1:x"]
    for key in others:
        Letter.objects.create(key=key, kind=key.partition(":")[0], to="a@b.example", subject="B", text="H")
    Letter.objects.filter(pk=letter.pk).update(key=old)

    for _twice in range(2):
        move.forwards(apps, None)
        assert set(Letter.objects.values_list("key", flat=True)) == {new, *others}
    move.backwards(apps, None)
    assert set(Letter.objects.values_list("key", flat=True)) == {old, *others}
