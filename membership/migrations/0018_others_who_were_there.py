from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("membership", "0017_lists_far_into_many")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="also_there",
            field=models.CharField(blank=True, max_length=500, verbose_name="others who were there"),
        ),
    ]
