import apps.planner.models
import django.db.models.deletion
import django.db.models.lookups
import uuid
from django.conf import settings
from django.db import migrations, models

from apps.core.migration_operations import RunOnPostgreSQL


class Migration(migrations.Migration):

    # A database that has them goes on; one that has some of them only does not.
    replaces = [
        ('planner', '0001_initial'),
        ('planner', '0002_join_url'),
        ('planner', '0003_free_hours'),
        ('planner', '0004_holidays'),
        ('planner', '0005_appointment_title'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='이름')),
                ('group', models.CharField(blank=True, max_length=50, verbose_name='구분')),
                ('seats', models.PositiveIntegerField(blank=True, null=True, verbose_name='좌석 수')),
                ('is_online', models.BooleanField(default=False, verbose_name='온라인')),
                ('is_active', models.BooleanField(default=True, verbose_name='사용')),
                ('note', models.CharField(blank=True, help_text='찾아오는 길이나 층처럼 이름 옆에 보일 한 줄', max_length=200, verbose_name='안내')),
            ],
            options={
                'verbose_name': '장소',
                'verbose_name_plural': '장소',
                'ordering': ['is_online', 'group', 'name'],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.CharField(default=apps.planner.models.new_secret, max_length=64, unique=True)),
                ('renewed_at', models.DateTimeField(verbose_name='만든 시각')),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
            ],
            options={
                'verbose_name': '달력 주소',
                'verbose_name_plural': '달력 주소',
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('source', models.CharField(max_length=40, verbose_name='출처')),
                ('source_id', models.BigIntegerField(verbose_name='출처 번호')),
                ('role', models.CharField(choices=[('host', '진행'), ('guest', '참여')], max_length=10, verbose_name='역할')),
                ('title', models.CharField(max_length=250, verbose_name='제목')),
                ('place', models.CharField(blank=True, max_length=150, verbose_name='장소')),
                ('path', models.CharField(max_length=200, verbose_name='주소')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('sequence', models.PositiveIntegerField(default=0, verbose_name='수정 횟수')),
                ('changed_at', models.DateTimeField(verbose_name='수정 시각')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='취소한 시각')),
                ('day_reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='하루 전 알림')),
                ('hour_reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='한 시간 전 알림')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('venue', models.ForeignKey(blank=True, help_text='진행하는 사람의 일정에만 있습니다. 그동안 이 장소를 다른 일정에 쓸 수 없습니다.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='planner.venue', verbose_name='잡은 장소')),
                ('join_url', models.CharField(blank=True, max_length=500, verbose_name='참여 주소')),
            ],
            options={
                'verbose_name': '일정',
                'verbose_name_plural': '일정',
                'ordering': ['starts_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('cancelled_at', None)), fields=['member', 'starts_at', 'ends_at'], name='planner_appointment_member'), models.Index(condition=models.Q(('cancelled_at', None), ('venue__isnull', False)), fields=['venue', 'starts_at', 'ends_at'], name='planner_appointment_venue'), models.Index(condition=models.Q(('cancelled_at', None), ('hour_reminded_at', None)), fields=['starts_at'], name='planner_appointment_hour'), models.Index(condition=models.Q(('cancelled_at', None), ('day_reminded_at', None)), fields=['starts_at'], name='planner_appointment_day'), models.Index(fields=['source', 'source_id'], name='planner_appointment_source')],
                'constraints': [models.UniqueConstraint(fields=('member', 'source', 'source_id'), name='planner_appointment_once'), models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='planner_appointment_ends_after_start'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(apps.planner.models.SecondsBetween('ends_at', 'starts_at'), 86400), name='planner_appointment_not_too_long')],
            },
        ),
        # PostgreSQL says again what the services check under a lock: nobody runs two things at once, and no place
        # holds two. SQLite has no exclusion constraints; one writer at a time is enough there.
        RunOnPostgreSQL('CREATE EXTENSION IF NOT EXISTS btree_gist', migrations.RunSQL.noop),
        RunOnPostgreSQL(
            """ALTER TABLE planner_appointment ADD CONSTRAINT planner_appointment_venue_once
               EXCLUDE USING gist (venue_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
               WHERE (venue_id IS NOT NULL AND cancelled_at IS NULL)""",
            'ALTER TABLE planner_appointment DROP CONSTRAINT planner_appointment_venue_once',
        ),
        RunOnPostgreSQL(
            """ALTER TABLE planner_appointment ADD CONSTRAINT planner_appointment_host_once
               EXCLUDE USING gist (member_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
               WHERE (role = 'host' AND cancelled_at IS NULL)""",
            'ALTER TABLE planner_appointment DROP CONSTRAINT planner_appointment_host_once',
        ),
        migrations.CreateModel(
            name='FreeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(verbose_name='요일')),
                ('start_time', models.TimeField(verbose_name='시작')),
                ('end_time', models.TimeField(verbose_name='끝')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='free_hours', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
            ],
            options={
                'verbose_name': '보통 비어 있는 시간',
                'verbose_name_plural': '보통 비어 있는 시간',
                'ordering': ['weekday', 'start_time'],
                'constraints': [models.UniqueConstraint(fields=('member', 'weekday', 'start_time'), name='planner_freehours_once'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='planner_freehours_weekday'), models.CheckConstraint(condition=models.Q(('start_time__lt', models.F('end_time')), ('end_time', '00:00'), _connector='OR'), name='planner_freehours_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='날짜')),
                ('name', models.CharField(max_length=100, verbose_name='이름')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='영어 이름')),
                ('is_closed', models.BooleanField(default=True, help_text='1:1 수업을 이날에 신청할 수 없습니다.', verbose_name='수업 쉼')),
                ('is_active', models.BooleanField(default=True, help_text='쉬지 않는 날이면 꺼 주세요. 끈 날은 자동으로 다시 켜지지 않습니다.', verbose_name='사용')),
            ],
            options={
                'verbose_name': '공휴일',
                'verbose_name_plural': '공휴일',
                'ordering': ['date'],
            },
        ),
    ]
