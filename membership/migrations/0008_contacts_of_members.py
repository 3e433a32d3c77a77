"""The contact of each member becomes a row of its own, and the yearly question about it gets its day."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

MORNING = dt.time(8)
BATCH = 500


def next_anniversary(since, today):
    """The first day after today that lies whole years of 365 days after `since`."""
    years = max(0, (today - since).days // 365) + 1
    return since + dt.timedelta(days=365 * years)


def bring_over(apps, schema_editor):
    Membership = apps.get_model("membership", "Membership")
    MemberContact = apps.get_model("membership", "MemberContact")
    Reminder = apps.get_model("membership", "Reminder")
    today = timezone.localdate()
    contacts, reminders = [], []
    for member in Membership.objects.order_by("pk").iterator(chunk_size=BATCH):
        contacts.append(
            MemberContact(
                membership=member,
                is_main=True,
                name=member.contact_name,
                email=member.contact_email.lower(),
                phone=member.contact_phone,
                publish_name=member.publish_name,
                publish_email=member.publish_email,
                publish_phone=member.publish_phone,
                confirmed_on=member.since,
            )
        )
        if member.ended_on is None:
            day = next_anniversary(member.since, today)
            reminders.append(
                Reminder(
                    key=f"contacts_right:member-{member.pk}:{day.isoformat()}",
                    kind="contacts_right",
                    membership=member,
                    due_at=dt.datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone()),
                )
            )
    MemberContact.objects.bulk_create(contacts, batch_size=BATCH)
    Reminder.objects.bulk_create(reminders, batch_size=BATCH)


def bring_back(apps, schema_editor):
    Membership = apps.get_model("membership", "Membership")
    MemberContact = apps.get_model("membership", "MemberContact")
    batch = []
    for contact in (
        MemberContact.objects.filter(is_main=True, left_on=None)
        .select_related("membership")
        .iterator(chunk_size=BATCH)
    ):
        member = contact.membership
        member.contact_name = contact.name
        member.contact_email = contact.email
        member.contact_phone = contact.phone
        member.publish_name = contact.publish_name
        member.publish_email = contact.publish_email
        member.publish_phone = contact.publish_phone
        batch.append(member)
    Membership.objects.bulk_update(
        batch,
        ["contact_name", "contact_email", "contact_phone", "publish_name", "publish_email", "publish_phone"],
        batch_size=BATCH,
    )
    apps.get_model("membership", "Reminder").objects.filter(kind="contacts_right").delete()
    MemberContact.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("membership", "0007_contacts_and_withdrawals")]

    operations = [migrations.RunPython(bring_over, bring_back)]
