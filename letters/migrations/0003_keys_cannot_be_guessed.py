import hashlib
import hmac
import uuid

from django.db import migrations, models

SOME = 1000


def plain(address, _salt):
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def salted(address, salt):
    return hmac.new(salt, address.encode(), hashlib.sha256).hexdigest()[:16]


def mark_anew(apps, before, after):
    """Letters keep their occasions under the new marks, so that none of them is written again."""
    Letter = apps.get_model("letters", "Letter")
    row, _created = apps.get_model("letters", "KeySalt").objects.get_or_create(pk=1)
    some = []
    for letter in Letter.objects.only("pk", "key", "to").order_by("pk").iterator(chunk_size=SOME):
        old = before(letter.to, row.salt.bytes)
        if old in letter.key:
            letter.key = letter.key.replace(old, after(letter.to, row.salt.bytes))
            some.append(letter)
        if len(some) == SOME:
            Letter.objects.bulk_update(some, ["key"])
            some = []
    Letter.objects.bulk_update(some, ["key"])


def forwards(apps, schema_editor):
    mark_anew(apps, plain, salted)


def backwards(apps, schema_editor):
    mark_anew(apps, salted, plain)


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_decisions_that_hold")]

    operations = [
        migrations.CreateModel(
            name="KeySalt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]
