import re

from django.db import migrations

# Which letters these are, as far as the keys of letters go: kind, nomination, what else.
BEFORE = re.compile(r"^(?P<kind>[a-z_]+):nomination-(?P<pk>[0-9]+):(?P<rest>.*)$")
AFTER = re.compile(r"^(?P<kind>[a-z_]+):round-[0-9]+:nomination-(?P<pk>[0-9]+):(?P<rest>.*)$")
SOME = 1000


def rename(apps, pattern, new):
    Letter = apps.get_model("letters", "Letter")
    rounds = dict(apps.get_model("nominations", "Nomination").objects.values_list("pk", "round"))
    some = []
    letters = Letter.objects.filter(key__contains=":nomination-").exclude(kind="seat_vacant")
    for letter in letters.only("pk", "key").order_by("pk").iterator(chunk_size=SOME):
        found = pattern.match(letter.key)
        if found and int(found["pk"]) in rounds:
            letter.key = new.format(round=rounds[int(found["pk"])], **found.groupdict())
            some.append(letter)
        if len(some) == SOME:
            Letter.objects.bulk_update(some, ["key"])
            some = []
    Letter.objects.bulk_update(some, ["key"])


def forwards(apps, schema_editor):
    """Letters from before are closed to whoever has a stake in their round, and forgotten with the nomination."""
    rename(apps, BEFORE, "{kind}:round-{round}:nomination-{pk}:{rest}")


def backwards(apps, schema_editor):
    rename(apps, AFTER, "{kind}:nomination-{pk}:{rest}")


class Migration(migrations.Migration):
    dependencies = [
        ("nominations", "0004_parties_of_sitting_nominators"),
        ("letters", "0003_keys_cannot_be_guessed"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
