"""Two names for staff pages: proxies, no change in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ReviewItem",
            fields=[],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "review queue",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("membership.application",),
        ),
        migrations.CreateModel(
            name="SigningItem",
            fields=[],
            options={
                "verbose_name": "signing document",
                "verbose_name_plural": "signing",
                "ordering": ("created_at", "pk"),
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("membership.signingdocument",),
        ),
    ]
