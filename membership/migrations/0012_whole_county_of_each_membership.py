from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def carry_over(apps, schema_editor):
    """The flag was one for all regions, and the last one to speak had the say. Whoever named municipalities of a
    region is active in these; elsewhere the flag counts, or what the application there said before it was overwritten.
    """
    Membership = apps.get_model("membership", "Membership")
    places = apps.get_model("membership", "Organisation").municipalities.through.objects
    here = places.filter(
        organisation=OuterRef("organisation"), municipality__region=OuterRef("agreement__region")
    )
    said = Q(organisation__whole_county=True) | Q(application__scope="county")
    Membership.objects.filter(said, ~Exists(here)).update(whole_county=True)


def carry_back(apps, schema_editor):
    Membership = apps.get_model("membership", "Membership")
    whole = Membership.objects.filter(organisation=OuterRef("pk"), whole_county=True)
    apps.get_model("membership", "Organisation").objects.filter(Exists(whole)).update(whole_county=True)


class Migration(migrations.Migration):
    dependencies = [("membership", "0011_links_and_kept_files")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="whole_county",
            field=models.BooleanField(default=False, verbose_name="active in the whole county"),
        ),
        migrations.RunPython(carry_over, carry_back),
    ]
