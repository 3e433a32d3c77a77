"""Names without marks and case are kept beside the names: a search then compares, and folds nothing.

The indexes of what awaits a decision and of positions hold what says whether a position counts still. On PostgreSQL the
index of trigrams is made anew, of what is kept. Where `pg_trgm` cannot be added (see 0010) the search
reads all names instead.
"""

from django.db import migrations, models

from membership.folding import FoldedField, as_kept

BATCH = 2000
INDEX = "application_name_trigrams"


def fold(apps, schema_editor):
    applications = apps.get_model("membership", "Application").objects.using(schema_editor.connection.alias)
    last = 0
    while batch := list(applications.filter(pk__gt=last).order_by("pk").only("pk", "name")[:BATCH]):
        for each in batch:
            each.name_folded = as_kept(each.name)
        applications.bulk_update(batch, ["name_folded"])
        last = batch[-1].pk


def index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        has_trigrams = cursor.fetchone()
    if has_trigrams:
        schema_editor.execute(
            f"CREATE INDEX {INDEX} ON membership_application USING gin (name_folded gin_trgm_ops)"
        )


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("membership", "0021_ties_of_those_who_left")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="name_folded",
            field=FoldedField(blank=True, default="", editable=False, max_length=400, of="name"),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.RunPython(index, remove_index),
        migrations.RemoveIndex(model_name="application", name="application_waits"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                models.F("submitted_at"),
                models.F("id"),
                models.F("agreement"),
                models.F("changed_at"),
                condition=models.Q(("status", "submitted")),
                name="application_waits",
            ),
        ),
        migrations.RemoveIndex(model_name="position", name="position_of_person"),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["user", "application", "at"], name="position_and_when"),
        ),
    ]
