"""Fewer index rows for each report that comes in: what another index holds already, what no question asks for, and what
a case that begins does not have yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_who_finds_them'),
        ('grids', '0002_outlines_before_mending'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_follow_up',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_by_filer',
        ),
        migrations.AlterField(
            model_name='case',
            name='code',
            field=models.CharField(max_length=16),
        ),
        migrations.AlterField(
            model_name='case',
            name='executor',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='case',
            name='joined_into',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='case',
            name='matter',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.matter'),
        ),
        migrations.AlterField(
            model_name='case',
            name='parent',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='email_index',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='contact',
            name='phone_index',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='report',
            name='category',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category'),
        ),
        migrations.AlterField(
            model_name='report',
            name='filed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='step',
            name='by_user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='step',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='step',
            name='unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grids.unit'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('follow_up_due_at__isnull', False), ('followed_up_at', None)), fields=['follow_up_due_at'], name='case_follow_up'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('matter__isnull', False)), fields=['matter'], name='case_matter'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('executor__isnull', False)), fields=['executor'], name='case_executor'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='case_parent'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('joined_into__isnull', False)), fields=['joined_into'], name='case_joined_into'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['phone_index'], name='contact_phone'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('filed_by__isnull', False)), fields=['filed_by', '-received_at'], name='report_by_filer'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('by_user__isnull', False)), fields=['by_user'], name='step_by_user'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('unit__isnull', False)), fields=['unit'], name='step_unit'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('code',), name='case_code_once'),
        ),
    ]
