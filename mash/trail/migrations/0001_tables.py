from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("trail", "0001_initial"),
    ]
    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('chain', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
                ('hash', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Detail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80)),
                ('seq', models.BigIntegerField()),
                ('text', models.TextField(help_text='JSON, the text whose hash the event holds')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='trail_detail_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80)),
                ('seq', models.BigIntegerField()),
                ('at', models.CharField(help_text='UTC, ISO 8601: the text that was hashed', max_length=32)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=200)),
                ('verb', models.CharField(max_length=40)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('detail_sha256', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['chain', 'seq'],
                'indexes': [models.Index(fields=['actor_id', '-id'], name='trail_event_by_actor'), models.Index(condition=models.Q(('verb', 'refused')), fields=['subject'], name='trail_event_refused')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='trail_event_once')],
            },
        ),
    ]
