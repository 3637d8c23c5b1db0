from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("program", "0004_words_and_numbers"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="policy",
            name="rest_days",
        ),
        migrations.AddField(
            model_name="policy",
            name="guideline_by",
            field=models.CharField(blank=True, default="", max_length=160),
        ),
        migrations.AddField(
            model_name="policy",
            name="guideline_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="policy",
            name="law_here",
            field=models.TextField(blank=True, default=""),
        ),
    ]
