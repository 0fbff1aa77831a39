"""Who the adult says they are, what happened to them, and what they need; what was written of it stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROWS = ["cases_identity", "cases_approach", "cases_trauma", "cases_redress"]
KEEP = "".join(
    f"create trigger {table}_kept before update or delete on {table} for each row execute function row_keep();\n" for table in ROWS
)
UNDO = "".join(f"drop trigger {table}_kept on {table};\n" for table in ROWS)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0020_disputes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Approach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approaches', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'approaches',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facet', models.CharField(choices=[('ethnicity', 'Ethnicity'), ('religion', 'Religion, belief or spirituality'), ('language', 'Language, and interpreter'), ('disability', 'Disability'), ('orientation', 'Sexual orientation'), ('culture', 'Culture, class and background'), ('work', 'Education and work'), ('family', 'Family, and whom they care for'), ('appearance', 'How others see them'), ('immigration', 'Immigration, or no recourse to public funds')], max_length=15)),
                ('answer', models.CharField(choices=[('said', 'In their words'), ('not_said', 'Prefers not to say'), ('wrong', 'What stood here is not so')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'identity',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', 'said'), models.Q(('words', ''), _negated=True)), models.Q(models.Q(('answer', 'said'), _negated=True), ('words', '')), _connector='OR'), name='identity_in_their_words')],
            },
        ),
        migrations.CreateModel(
            name='Redress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('protection', models.TextField(blank=True)),
                ('protection_how', models.TextField(blank=True)),
                ('support', models.TextField(blank=True)),
                ('support_how', models.TextField(blank=True)),
                ('redress', models.TextField(blank=True)),
                ('redress_how', models.TextField(blank=True)),
                ('source', models.CharField(max_length=150)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redresses', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'redresses',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('protection', ''), ('redress', ''), ('support', ''), _negated=True), name='redress_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Trauma',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True)),
                ('helps', models.TextField(blank=True)),
                ('avoid', models.TextField(blank=True)),
                ('seen_by', models.CharField(choices=[('few', 'Only whoever holds the case, whoever wrote it, and managers'), ('workers', 'Everybody who works the case')], help_text='who may read what happened', max_length=10)),
                ('source', models.CharField(max_length=150)),
                ('nature', models.CharField(choices=[('fact', 'Fact'), ('opinion', 'Opinion'), ('hearsay', 'What somebody said they heard')], max_length=10)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='traumas', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('avoid', ''), ('helps', ''), ('words', ''), _negated=True), name='trauma_says_something')],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
