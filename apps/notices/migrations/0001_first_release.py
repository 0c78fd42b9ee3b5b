import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that has them goes on; one that has some of them only does not.
    replaces = [
        ('notices', '0001_initial'),
        ('notices', '0002_mail_knows_its_kind'),
        ('notices', '0003_mail_about_an_account'),
        ('notices', '0004_mail_keeps_what_was_told'),
        ('notices', '0005_mail_as_one_chooses'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='종류')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('timing', models.CharField(choices=[('at_once', '바로'), ('daily', '하루 한 번'), ('off', '받지 않음')], max_length=10, verbose_name='메일')),
            ],
            options={
                'verbose_name': '메일 설정',
                'verbose_name_plural': '메일 설정',
                'constraints': [models.UniqueConstraint(fields=('member', 'kind'), name='notices_mailchoice_once'), models.CheckConstraint(condition=models.Q(('timing__in', ['at_once', 'daily', 'off'])), name='notices_mailchoice_timing')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='종류')),
                ('params', models.JSONField(default=dict, verbose_name='내용')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='주소')),
                ('created_at', models.DateTimeField(verbose_name='알린 시각')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='읽은 시각')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='관련 회원')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('waits_for_digest', models.BooleanField(default=False, verbose_name='모아 보낼 차례')),
            ],
            options={
                'verbose_name': '알림',
                'verbose_name_plural': '알림',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['member', '-created_at', '-id'], name='notices_notice_newest'), models.Index(condition=models.Q(('read_at', None)), fields=['member'], name='notices_notice_unread'), models.Index(condition=models.Q(('waits_for_digest', True)), fields=['member', 'created_at'], name='notices_notice_to_gather')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254, verbose_name='받는 주소')),
                ('language', models.CharField(choices=[('ko', '한국어'), ('en', 'English')], default='ko', max_length=5, verbose_name='언어')),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='제목')),
                ('text', models.TextField(blank=True, verbose_name='본문')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='주소')),
                ('created_at', models.DateTimeField(verbose_name='만든 시각')),
                ('due_at', models.DateTimeField(verbose_name='보낼 시각')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='시도')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='보낸 시각')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='포기한 시각')),
                ('error', models.TextField(blank=True, verbose_name='오류')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='관련 회원')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('kind', models.CharField(blank=True, max_length=40, verbose_name='종류')),
                ('is_secret', models.BooleanField(default=False, verbose_name='계정 메일')),
                ('calendar_of', models.JSONField(blank=True, null=True, verbose_name='일정 파일')),
                ('params', models.JSONField(blank=True, default=dict, verbose_name='내용')),
            ],
            options={
                'verbose_name': '보낼 메일',
                'verbose_name_plural': '보낼 메일',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('failed_at', None), ('sent_at', None)), fields=['due_at', 'id'], name='notices_outboxmail_due')],
            },
        ),
        migrations.CreateModel(
            name='LastDigest',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='last_digest', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('day', models.DateField(verbose_name='날짜')),
            ],
            options={
                'verbose_name': '모아 보낸 날',
                'verbose_name_plural': '모아 보낸 날',
            },
        ),
    ]
