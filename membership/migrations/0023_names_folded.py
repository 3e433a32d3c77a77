"""All names are folded, a few at a time, and on PostgreSQL the index of trigrams is made of what is kept.

Nobody waits for it: no table is locked, the indexes are made beside what goes on. Broken off, it is run again. What it
needs stands here, as it was then. Where `pg_trgm` cannot be added (see 0010) the search reads all names instead.
"""

import unicodedata

from django.db import migrations, transaction

BATCH = 500
LONGEST = 400
LIKE = dict(zip("üđðŋŧłıæøœ", "yddntliaoo", strict=True)) | {"þ": "th", "ß": "ss"}
INDEX, FORMER = "application_folded_trigrams", "application_name_trigrams"
# What the former one is made of (0010).
MARKED = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿăąćčďđęěğıłńňŋőřśşšťŧůűźżžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸĂĄĆČĎĐĘĚĞŁŃŇŊŐŘŚŞŠŤŦŮŰŹŻŽ"
PLAIN = "aaaaaaaceeeeiiiinoooooouuuyyyaaccddeegilnnnorsssttuuzzzaaaaaaaceeeeiiiinoooooouuuyyyaaccddeeglnnnorsssttuuzzz"
OF = {INDEX: "name_folded", FORMER: f"(TRANSLATE(LOWER(name), '{MARKED}', '{PLAIN}'))"}


def plain(sign):
    if sign.isascii():
        return sign
    if sign in LIKE:
        return LIKE[sign]
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


def folded(name):
    return "".join(plain(sign) for sign in unicodedata.normalize("NFC", name).lower())[:LONGEST]


def fold(apps, schema_editor):
    """Twice: nothing the second time, but what was written in between."""
    alias = schema_editor.connection.alias
    applications = apps.get_model("membership", "Application").objects.using(alias)
    last = 0
    while last is not None:
        with transaction.atomic(alias):
            rows = applications.select_for_update(no_key=True).filter(pk__gt=last).order_by("pk")
            batch = list(rows.only("pk", "name", "name_folded")[:BATCH])
            others = [each for each in batch if each.name_folded != folded(each.name)]
            for each in others:
                each.name_folded = folded(each.name)
            applications.bulk_update(others, ["name_folded"])
        last = batch[-1].pk if batch else None


def make(schema_editor, name, instead_of):
    if schema_editor.connection.vendor != "postgresql":
        return
    # One of that name was broken off, and is of no use.
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        has_trigrams = cursor.fetchone()
    if has_trigrams:
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {name} ON membership_application USING gin ({OF[name]} gin_trgm_ops)"
        )
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {instead_of}")


def index(apps, schema_editor):
    make(schema_editor, INDEX, instead_of=FORMER)


def index_as_before(apps, schema_editor):
    make(schema_editor, FORMER, instead_of=INDEX)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("membership", "0022_names_kept_folded")]

    operations = [
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.RunPython(index, index_as_before),
    ]
