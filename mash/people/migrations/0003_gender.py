from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='adult',
            name='gender',
            field=models.CharField(blank=True, choices=[('woman', 'Woman'), ('man', 'Man'), ('another_way', 'In another way'), ('not_said', 'Prefers not to say')], help_text='as they describe it; empty: not asked', max_length=20),
        ),
        migrations.AddField(
            model_name='adult',
            name='gender_words',
            field=models.CharField(blank=True, help_text='in their own words', max_length=100),
        ),
        migrations.AddField(
            model_name='adult',
            name='pronouns',
            field=models.CharField(blank=True, choices=[('she', 'She and her'), ('he', 'He and him'), ('they', 'They and them'), ('other', 'Other pronouns, or their name')], max_length=10),
        ),
    ]
