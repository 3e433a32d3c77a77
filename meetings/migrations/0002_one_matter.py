"""A matter keeps its mark through every row; others in the minutes; nobody confirms twice; meetings in the admin."""

import uuid

from django.conf import settings
from django.db import migrations, models


def mark_matters(apps, schema_editor):
    """Rows that go on from each other, were handed over or came back as an answer are one matter."""
    Item = apps.get_model("meetings", "Item")
    Handover = apps.get_model("meetings", "Handover")
    parent = {}

    def top(pk):
        while parent.setdefault(pk, pk) != pk:
            pk = parent[pk]
        return pk

    for pk, earlier in Item.objects.exclude(continues=None).values_list("pk", "continues"):
        parent[top(pk)] = top(earlier)
    for source, *others in Handover.objects.values_list("source", "target", "reply"):
        for each in others:
            if each is not None:
                parent[top(each)] = top(source)
    marks = {}
    for pk in Item.objects.values_list("pk", flat=True):
        thread = marks.setdefault(top(pk), uuid.uuid4())
        Item.objects.filter(pk=pk).update(thread=thread)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupMeeting",
            fields=[],
            options={
                "verbose_name": "meeting of a group",
                "verbose_name_plural": "meetings of the groups",
                "ordering": ("-day", "-pk"),
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("agreement.meeting",),
        ),
        migrations.AddField(
            model_name="minutes",
            name="guests",
            field=models.CharField(blank=True, max_length=400, verbose_name="others who were there"),
        ),
        migrations.AddField(
            model_name="item",
            name="thread",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(mark_matters, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="item",
            name="thread",
            field=models.UUIDField(db_index=True, default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                fields=("minutes", "digest", "user"), name="nobody_confirms_twice"
            ),
        ),
    ]
