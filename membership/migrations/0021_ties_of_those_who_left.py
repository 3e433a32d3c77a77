"""Whoever gave up the access to an application before ties were kept has one now, read from the diary (MEM-45)."""

from django.conf import settings
from django.db import migrations
from django.db.models.functions import Lower

WORKED = "worked"


def keep_ties(apps, schema_editor):
    """As `keep_tie` does when an access ends. Whom no account has any more cannot be known. Twice: nothing new."""
    ApplicationEvent = apps.get_model("membership", "ApplicationEvent")
    Recusal = apps.get_model("membership", "Recusal")
    ApplicationAccess = apps.get_model("membership", "ApplicationAccess")
    User = apps.get_model("accounts", "User")
    ended = list(
        ApplicationEvent.objects.filter(step="access_taken")
        .exclude(note="")
        .order_by("at", "pk")
        .values_list("application", "note", "actor", "at")
    )
    if not ended:
        return
    people = dict(User.objects.annotate(address=Lower("email")).values_list("address", "pk"))
    # Standing or lifted: the secretariat has had its say about those. Who works on it again is tied by that.
    done = set(Recusal.objects.filter(ground=WORKED).values_list("application", "user"))
    done |= set(ApplicationAccess.objects.values_list("application", "user"))
    for case, address, actor, at in ended:
        user = people.get(address.strip().lower())
        if user is None or (case, user) in done:
            continue
        if not Recusal.objects.filter(application=case, user=user, lifted_at=None).update(ground=WORKED):
            tie = Recusal.objects.create(
                application_id=case, user_id=user, ground=WORKED, declared_by_id=actor or user
            )
            Recusal.objects.filter(pk=tie.pk).update(declared_at=at)
        done.add((case, user))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("membership", "0020_letters_about_positions"),
    ]

    operations = [migrations.RunPython(keep_ties, migrations.RunPython.noop)]
