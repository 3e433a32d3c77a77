"""What searching and turning pages at a hundred thousand applications needs: on PostgreSQL an index of the trigrams of
folded names, and on both databases the order of everything that came in together with whose it is.

`pg_trgm` is part of PostgreSQL, and since version 13 the owner of a database may add it. Where it cannot be added the
search reads all names instead: slower, and nothing else changes.
"""

import logging

from django.db import DatabaseError, migrations, models, transaction

logger = logging.getLogger(__name__)
INDEX = "application_name_trigrams"
# What the index was made of until names were kept folded (0022).
MARKED = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿăąćčďđęěğıłńňŋőřśşšťŧůűźżžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸĂĄĆČĎĐĘĚĞŁŃŇŊŐŘŚŞŠŤŦŮŰŹŻŽ"
PLAIN = "aaaaaaaceeeeiiiinoooooouuuyyyaaccddeegilnnnorsssttuuzzzaaaaaaaceeeeiiiinoooooouuuyyyaaccddeeglnnnorsssttuuzzz"
FOLDED = f"TRANSLATE(LOWER(name), '{MARKED}', '{PLAIN}')"


def make(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        logger.warning("no_trigrams", extra={"reason": str(error).splitlines()[0]})
        return
    schema_editor.execute(
        f"CREATE INDEX {INDEX} ON membership_application USING gin (({FOLDED}) gin_trgm_ops)"
    )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("membership", "0009_one_truth_about_contacts")]

    operations = [
        migrations.RunPython(make, remove),
        migrations.RemoveIndex(model_name="application", name="application_received"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                models.F("submitted_at"),
                models.F("id"),
                models.F("agreement"),
                condition=models.Q(("status", "draft"), _negated=True),
                name="application_received",
            ),
        ),
    ]
