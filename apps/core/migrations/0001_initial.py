import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ThrottleBucket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': '시도 제한',
                'verbose_name_plural': '시도 제한',
                'constraints': [models.UniqueConstraint(fields=('scope', 'key'), name='core_throttlebucket_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='시각')),
                ('act', models.CharField(db_index=True, max_length=60, verbose_name='행위')),
                ('subject_type', models.CharField(max_length=60, verbose_name='대상 종류')),
                ('subject_id', models.BigIntegerField(verbose_name='대상 번호')),
                ('before', models.JSONField(blank=True, default=dict, verbose_name='이전')),
                ('after', models.JSONField(blank=True, default=dict, verbose_name='이후')),
                ('reason', models.TextField(blank=True, verbose_name='사유')),
                ('request_id', models.CharField(blank=True, max_length=64, verbose_name='요청 번호')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='행위자')),
            ],
            options={
                'verbose_name': '변경 기록',
                'verbose_name_plural': '변경 기록',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'at'], name='core_audit_subject')],
            },
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('request_hash', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('body', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '응답 기록',
                'verbose_name_plural': '응답 기록',
                'constraints': [models.UniqueConstraint(fields=('member', 'key'), name='core_idempotentanswer_once')],
            },
        ),
        migrations.CreateModel(
            name='ThrottleHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='core.throttlebucket')),
            ],
            options={
                'verbose_name': '시도',
                'verbose_name_plural': '시도',
                'indexes': [models.Index(fields=['bucket', 'at'], name='core_throttlehit_recent')],
            },
        ),
    ]
