import datetime as dt

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def plan_for_those_who_have_left(apps, schema_editor):
    """Whoever left before there was a rule is forgotten by it, too: as many days after the last day."""
    Reminder = apps.get_model("membership", "Reminder")
    Membership = apps.get_model("membership", "Membership")
    MemberContact = apps.get_model("membership", "MemberContact")
    left = [
        (member, "all", day)
        for member, day in Membership.objects.exclude(ended_on=None).values_list("pk", "ended_on")
    ]
    removed = MemberContact.objects.exclude(left_on=None).values_list("membership", "pk", "left_on")
    for member, occasion, day in (*left, *removed):
        after = day + dt.timedelta(days=settings.CONTACT_KEEP_DAYS + 1)
        Reminder.objects.get_or_create(
            key=f"forget_contacts:member-{member}:{occasion}",
            defaults={
                "kind": "forget_contacts",
                "membership_id": member,
                "due_at": dt.datetime.combine(after, dt.time.min, tzinfo=timezone.get_default_timezone()),
            },
        )


def plan_nothing(apps, schema_editor):
    apps.get_model("membership", "Reminder").objects.filter(kind="forget_contacts").delete()


class Migration(migrations.Migration):
    dependencies = [("membership", "0013_no_whole_county_of_all_regions")]

    operations = [
        migrations.AlterField(
            model_name="memberevent",
            name="what",
            field=models.CharField(
                choices=[
                    ("contact_added", "A contact was added"),
                    ("contact_changed", "A contact was changed"),
                    ("contact_left", "A contact was removed"),
                    ("main_contact", "Another main contact"),
                    ("contacts_right", "The contacts were confirmed"),
                    ("contacts_forgotten", "Old contacts were erased"),
                    ("access_given", "Somebody got access"),
                    ("profile", "The presentation was changed"),
                    ("link_stated", "An umbrella or branch was named"),
                    ("link_confirmed", "An umbrella or branch was confirmed"),
                    ("link_refused", "An umbrella or branch was not confirmed"),
                    ("link_ended", "An umbrella or branch was removed"),
                    ("withdrawn", "A withdrawal was given"),
                    ("regretted", "The withdrawal was taken back"),
                    ("ended", "The membership ended"),
                ],
                max_length=30,
                verbose_name="what",
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
                    ("contacts_right", "Are the contacts still right?"),
                    ("forget_contacts", "Removal of contacts"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(plan_for_those_who_have_left, plan_nothing),
    ]
