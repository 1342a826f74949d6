import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

import segments.models


def name_pages(apps, _schema_editor):
    """Every clip there is gets the name of its page."""
    for clip in apps.get_model('segments', 'Clip').objects.only('pk').iterator():
        clip.share_id = segments.models.new_share_id()
        clip.save(update_fields=['share_id'])


class Migration(migrations.Migration):

    dependencies = [
        ('segments', '0002_clip_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='clip',
            name='share_id',
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.RunPython(name_pages, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='clip',
            name='share_id',
            field=models.CharField(default=segments.models.new_share_id, editable=False, max_length=12, unique=True),
        ),
        migrations.CreateModel(
            name='ClipLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('share_id', models.CharField(default=segments.models.new_link_id, editable=False, max_length=22, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(blank=True, help_text='Empty: it does not end by itself.', null=True)),
                ('clip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='segments.clip')),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clip_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at', 'id'),
            },
        ),
    ]
