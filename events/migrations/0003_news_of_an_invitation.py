from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who was invited hears of another day, and of what is cancelled."""

    dependencies = [("events", "0002_tidying")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="news",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.eventstep",
                verbose_name="news",
            ),
        ),
    ]
