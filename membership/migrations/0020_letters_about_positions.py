"""Reminders about a whole region. On the way back those go, for nobody before them knows what they are."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    reminders = apps.get_model("membership", "Reminder").objects.using(schema_editor.connection.alias)
    reminders.filter(kind="positions_awaited").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("agreement", "0011_letters_about_positions"),
        ("membership", "0019_drafts_left_and_statutes"),
    ]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="agreement.agreement",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case_waiting", "A case has waited long"),
                    ("supplement_soon", "A supplement is soon due"),
                    ("supplement_late", "A supplement has not come"),
                    ("signature_late", "A signed copy has not come"),
                    ("no_quorum", "A meeting cannot decide"),
                    ("positions_awaited", "Positions are awaited"),
                    ("contacts_right", "Are the contacts still right?"),
                    ("forget_contacts", "Removal of contacts"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
