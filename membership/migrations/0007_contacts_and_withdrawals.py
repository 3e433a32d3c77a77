import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0006_minutes_extract"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="former",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="next_applications",
                to="membership.membership",
                verbose_name="earlier membership",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="membership",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="membership.membership",
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
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="MemberEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("by_staff", models.BooleanField(default=False, verbose_name="by the secretariat")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("contact_added", "A contact was added"),
                            ("contact_changed", "A contact was changed"),
                            ("contact_left", "A contact was removed"),
                            ("main_contact", "Another main contact"),
                            ("contacts_right", "The contacts were confirmed"),
                            ("profile", "The presentation was changed"),
                            ("withdrawn", "A withdrawal was given"),
                            ("regretted", "The withdrawal was taken back"),
                            ("ended", "The membership ended"),
                        ],
                        max_length=30,
                        verbose_name="what",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="membership.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "diary",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="MemberProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("does", models.TextField(blank=True, max_length=800, verbose_name="what we do")),
                (
                    "contributes",
                    models.TextField(blank=True, max_length=800, verbose_name="what we can contribute"),
                ),
                ("why", models.TextField(blank=True, max_length=800, verbose_name="why we take part")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to="membership.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "presentation",
                "verbose_name_plural": "presentations",
            },
        ),
        migrations.CreateModel(
            name="MemberContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_role_address",
                    models.BooleanField(default=False, verbose_name="the address of a role, not of a person"),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=120, verbose_name="role")),
                (
                    "email",
                    models.EmailField(blank=True, db_index=True, max_length=254, verbose_name="e-mail"),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("is_main", models.BooleanField(default=False, verbose_name="main contact")),
                ("publish_name", models.BooleanField(default=False, verbose_name="the name may be shown")),
                ("publish_email", models.BooleanField(default=False, verbose_name="the e-mail may be shown")),
                (
                    "publish_phone",
                    models.BooleanField(default=False, verbose_name="the phone number may be shown"),
                ),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed")),
                (
                    "bounced_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="letters do not arrive since"
                    ),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="contact to and including")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="membership.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ("-is_main", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True), ("left_on", None)),
                        fields=("membership",),
                        name="one_main_contact",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("culture", "Recreation and culture"),
                            ("education", "Education and research"),
                            ("health", "Health"),
                            ("social", "Social services"),
                            ("environment", "Environment and animal protection"),
                            ("development", "Housing, social and community development"),
                            ("advocacy", "Advocacy and politics"),
                            ("volunteering", "Foundations, fundraising and volunteering"),
                            ("international", "International activities"),
                            ("faith", "Faith communities and religious associations"),
                            ("unions", "Business and professional associations, and unions"),
                            ("other", "Other non-profit activities"),
                            ("preparedness", "Civil protection and preparedness"),
                        ],
                        max_length=20,
                        verbose_name="field of activity",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fields_of_activity",
                        to="membership.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "field of activity",
                "verbose_name_plural": "fields of activity",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["field", "membership"], name="member_field")],
                "constraints": [
                    models.UniqueConstraint(fields=("membership", "field"), name="field_once_per_member"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "field__in",
                                [
                                    "culture",
                                    "education",
                                    "health",
                                    "social",
                                    "environment",
                                    "development",
                                    "advocacy",
                                    "volunteering",
                                    "international",
                                    "faith",
                                    "unions",
                                    "other",
                                    "preparedness",
                                ],
                            )
                        ),
                        name="field_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="due")),
                ("handed_at", models.DateTimeField(editable=False, null=True)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("lease_token", models.UUIDField(editable=False, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="tries")),
                ("last_error", models.TextField(blank=True, editable=False, verbose_name="last error")),
                ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="done")),
                ("failed_at", models.DateTimeField(editable=False, null=True, verbose_name="given up")),
                ("called_off_at", models.DateTimeField(editable=False, null=True, verbose_name="called off")),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("portal", "In the portal, by the organisation"),
                            ("paper", "On paper, registered by the secretariat"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="effective from")),
                ("given_on", models.DateField(verbose_name="given on")),
                ("given_by", models.CharField(max_length=120, verbose_name="given by")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                ("told", models.JSONField(blank=True, default=list, verbose_name="what it ends")),
                ("stored_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("filename", models.CharField(blank=True, max_length=160, verbose_name="file")),
                ("content_type", models.CharField(blank=True, editable=False, max_length=60)),
                ("size", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="checksum (SHA-256)"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                (
                    "regretted_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="regretted"),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="membership.membership",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "regretted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal",
                "verbose_name_plural": "withdrawals",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("done_at__isnull", True), ("failed_at__isnull", True)),
                        name="withdrawal_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("regretted_at", None)),
                        fields=("membership",),
                        name="one_withdrawal_per_membership",
                    )
                ],
            },
        ),
    ]
