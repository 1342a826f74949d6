"""Corrections by hand with their history. Numbers of lines are checked by statement, so that one may renumber many."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0007_window_meaning"),
        ("videos", "0002_source_url"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("change", "Change"), ("split", "Split"), ("merge", "Merge"), ("replace", "Replace")],
                        max_length=7,
                    ),
                ),
                ("lines", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("before", models.JSONField(default=list)),
                ("after", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="segment",
            name="segment_index_once",
        ),
        migrations.AddField(
            model_name="segment",
            name="is_corrected",
            field=models.BooleanField(default=False, help_text="Changed by hand; later transcriptions keep it."),
        ),
        migrations.AddField(
            model_name="segment",
            name="original",
            field=models.TextField(blank=True, help_text="As it was first heard or read, where `text` differs."),
        ),
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("video", "generation", "track", "index"),
                name="segment_index_once",
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="editor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="edits",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="undone_edits",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="edit",
            name="video",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="videos.video"
            ),
        ),
        migrations.AddIndex(
            model_name="edit",
            index=django.contrib.postgres.indexes.GinIndex(fields=["lines"], name="edit_lines"),
        ),
    ]
