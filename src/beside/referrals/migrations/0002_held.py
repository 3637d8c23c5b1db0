"""A stage for what a legal hold covers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='referral',
            name='stage',
            field=models.CharField(choices=[('received', 'received'), ('waiting', 'waiting'), ('asked', 'asked'), ('taken', 'taken'), ('confirmed', 'confirmed'), ('reaching', 'reaching'), ('offered', 'offered'), ('talking', 'talking'), ('resting', 'resting'), ('introduced', 'introduced'), ('contact', 'contact'), ('closing', 'closing'), ('forgetting', 'forgetting'), ('held', 'held')], max_length=12),
        ),
    ]
