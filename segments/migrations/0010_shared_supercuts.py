import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import segments.models


def name_pages(apps, _schema_editor):
    """Every supercut there is gets the name of its page."""
    for supercut in apps.get_model('segments', 'Supercut').objects.only('pk').iterator():
        supercut.share_id = segments.models.new_share_id()
        supercut.save(update_fields=['share_id'])


class Migration(migrations.Migration):

    dependencies = [
        ('segments', '0009_language_probability'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='supercut',
            name='share_id',
            field=models.CharField(editable=False, max_length=12, null=True),
        ),
        migrations.RunPython(name_pages, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='supercut',
            name='share_id',
            field=models.CharField(default=segments.models.new_share_id, editable=False, max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name='clip',
            name='duration',
            field=models.FloatField(default=0, help_text='Seconds.'),
        ),
        migrations.RenameModel(old_name='ClipLink', new_name='ShareLink'),
        migrations.AlterField(
            model_name='sharelink',
            name='clip',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='segments.clip'),
        ),
        migrations.AlterField(
            model_name='sharelink',
            name='maker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sharelink',
            name='supercut',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='segments.supercut'),
        ),
        migrations.AddConstraint(
            model_name='sharelink',
            constraint=models.CheckConstraint(
                condition=models.Q(('clip', None), ('supercut', None), _connector='XOR'), name='share_link_of_one_thing'
            ),
        ),
    ]
