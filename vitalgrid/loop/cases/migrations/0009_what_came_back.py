"""What came to a unit a second time is found without reading all that it leads."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_what_no_question_needs'),
        ('grids', '0002_outlines_before_mending'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('end_reason', 'returned')), fields=['unit', 'case'], name='assignment_returned'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_open', True), models.Q(('rework_count__gt', 0), ('reopen_count__gt', 0), _connector='OR')), fields=['lead_unit', 'id'], name='case_unit_again'),
        ),
    ]
