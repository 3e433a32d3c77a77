"""Where names without marks and case are kept beside the names (0023 writes them): a search then compares, and folds
nothing. The indexes of what awaits a decision and of positions hold what says whether a position counts still.
"""

from django.db import migrations, models

from membership.folding import FoldedField


class Migration(migrations.Migration):
    dependencies = [("membership", "0021_ties_of_those_who_left")]

    operations = [
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
        migrations.AddField(
            model_name="application",
            name="name_folded",
            field=FoldedField(
                blank=True, db_default="", default="", editable=False, max_length=400, of="name"
            ),
        ),
    ]
