from django.db import migrations, models

from membership.likeness import name_key


def fill(apps, schema_editor):
    organisations = apps.get_model("membership", "Organisation").objects
    batch = []
    for organisation in organisations.only("pk", "name").iterator(chunk_size=1000):
        organisation.name_key = name_key(organisation.name)
        batch.append(organisation)
        if len(batch) == 1000:
            organisations.bulk_update(batch, ["name_key"])
            batch = []
    organisations.bulk_update(batch, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("membership", "0004_decisions_that_hold")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="name_key",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["name_key"], name="organisation_name_key"),
        ),
    ]
