import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.migration_operations import create_search_indexes


class Migration(migrations.Migration):

    # A database that has them goes on; one that has some of them only does not.
    replaces = [
        ('lessons', '0001_initial'),
        ('lessons', '0002_search_by_looks'),
        ('lessons', '0003_places'),
        ('lessons', '0004_topics'),
        ('lessons', '0005_open_holidays'),
        ('lessons', '0006_other_times'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('planner', '0001_first_release'),
        ('topics', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tutorial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='제목')),
                ('title_key', models.TextField(editable=False)),
                ('description', models.TextField(max_length=5000, verbose_name='소개')),
                ('description_key', models.TextField(editable=False)),
                ('price', models.PositiveIntegerField(verbose_name='수업료(원)')),
                ('duration', models.PositiveSmallIntegerField(verbose_name='수업 시간(분)')),
                ('is_open', models.BooleanField(default=True, verbose_name='신청 받기')),
                ('created_at', models.DateTimeField(verbose_name='등록일')),
                ('updated_at', models.DateTimeField(verbose_name='수정일')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tutorials', to=settings.AUTH_USER_MODEL, verbose_name='멘토')),
                ('join_url', models.CharField(blank=True, max_length=500, verbose_name='참여 주소')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tutorials', to='planner.venue', verbose_name='장소')),
                ('venue_text', models.CharField(blank=True, max_length=100, verbose_name='장소 이름')),
                ('topics', models.ManyToManyField(blank=True, related_name='tutorials', to='topics.topic', verbose_name='주제')),
            ],
            options={
                'verbose_name': '과외',
                'verbose_name_plural': '과외',
                'indexes': [models.Index(condition=models.Q(('is_open', True)), fields=['-created_at', '-id'], name='lessons_tutorial_newest'), models.Index(condition=models.Q(('is_open', True)), fields=['price', '-id'], name='lessons_tutorial_price'), models.Index(fields=['mentor', '-created_at', '-id'], name='lessons_tutorial_mentor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('duration__gte', 10), ('duration__lte', 720)), name='lessons_tutorial_duration_in_range')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('PENDING', '대기중'), ('APPROVED', '승인됨'), ('REJECTED', '거절됨'), ('IN_PROGRESS', '진행중'), ('COMPLETED', '완료됨'), ('CANCELLED', '취소됨')], default='PENDING', max_length=11, verbose_name='상태')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('price', models.PositiveIntegerField(verbose_name='수업료(원)')),
                ('duration', models.PositiveSmallIntegerField(verbose_name='수업 시간(분)')),
                ('request_message', models.TextField(blank=True, max_length=1000, verbose_name='신청 메시지')),
                ('reject_reason', models.CharField(blank=True, max_length=500, verbose_name='거절 사유')),
                ('cancel_reason', models.CharField(blank=True, max_length=500, verbose_name='취소 사유')),
                ('created_at', models.DateTimeField(verbose_name='신청한 시각')),
                ('updated_at', models.DateTimeField(verbose_name='바뀐 시각')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='승인한 시각')),
                ('rejected_at', models.DateTimeField(blank=True, null=True, verbose_name='거절한 시각')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='시작한 시각')),
                ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='완료한 시각')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='취소한 시각')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='취소한 사람')),
                ('mentee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lessons_taken', to=settings.AUTH_USER_MODEL, verbose_name='멘티')),
                ('mentor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lessons_given', to=settings.AUTH_USER_MODEL, verbose_name='멘토')),
                ('tutorial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='lessons.tutorial', verbose_name='과외')),
                ('join_url', models.CharField(blank=True, max_length=500, verbose_name='참여 주소')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='planner.venue', verbose_name='장소')),
                ('venue_text', models.CharField(blank=True, max_length=100, verbose_name='장소 이름')),
                ('answer_by', models.DateTimeField(verbose_name='답변 기한')),
                ('remind_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': '수업',
                'verbose_name_plural': '수업',
                'indexes': [models.Index(fields=['mentee', '-created_at', '-id'], name='lessons_lesson_mentee'), models.Index(fields=['mentee', 'status', '-created_at', '-id'], name='lessons_lesson_mentee_status'), models.Index(fields=['mentor', '-created_at', '-id'], name='lessons_lesson_mentor'), models.Index(fields=['mentor', 'status', '-created_at', '-id'], name='lessons_lesson_mentor_status'), models.Index(fields=['mentor', 'starts_at'], name='lessons_lesson_mentor_time'), models.Index(condition=models.Q(('status', 'PENDING')), fields=['answer_by'], name='lessons_lesson_unanswered'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='lessons_lesson_remind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='lessons_lesson_ends_after_start'), models.CheckConstraint(condition=models.Q(('mentor', models.F('mentee')), _negated=True), name='lessons_lesson_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('cancelled_at', None), ('completed_at', None), ('rejected_at', None), ('started_at', None), ('status', 'PENDING')), models.Q(('approved_at__isnull', False), ('cancelled_at', None), ('completed_at', None), ('rejected_at', None), ('started_at', None), ('status', 'APPROVED')), models.Q(('approved_at', None), ('cancelled_at', None), ('completed_at', None), ('rejected_at__isnull', False), ('started_at', None), ('status', 'REJECTED')), models.Q(('approved_at__isnull', False), ('cancelled_at', None), ('completed_at', None), ('rejected_at', None), ('started_at__isnull', False), ('status', 'IN_PROGRESS')), models.Q(('approved_at__isnull', False), ('cancelled_at', None), ('completed_at__isnull', False), ('rejected_at', None), ('started_at__isnull', False), ('status', 'COMPLETED')), models.Q(('cancelled_at__isnull', False), ('completed_at', None), ('rejected_at', None), ('started_at', None), ('status', 'CANCELLED')), _connector='OR'), name='lessons_lesson_stamps_are_its_state'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'REJECTED'), _negated=True), models.Q(('reject_reason', ''), _negated=True), _connector='OR'), name='lessons_lesson_rejected_why'), models.UniqueConstraint(condition=models.Q(('status__in', ('PENDING', 'APPROVED', 'IN_PROGRESS'))), fields=('mentee', 'tutorial', 'starts_at'), name='lessons_lesson_one_live')],
            },
        ),
        migrations.CreateModel(
            name='WeeklyHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(verbose_name='요일')),
                ('start_time', models.TimeField(verbose_name='시작')),
                ('end_time', models.TimeField(verbose_name='끝')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekly_hours', to=settings.AUTH_USER_MODEL, verbose_name='멘토')),
            ],
            options={
                'verbose_name': '수업 가능 시간',
                'verbose_name_plural': '수업 가능 시간',
                'ordering': ['weekday', 'start_time'],
                'constraints': [models.UniqueConstraint(fields=('mentor', 'weekday', 'start_time'), name='lessons_weeklyhours_once'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='lessons_weeklyhours_weekday'), models.CheckConstraint(condition=models.Q(('start_time__lt', models.F('end_time')), ('end_time', '00:00'), _connector='OR'), name='lessons_weeklyhours_in_order')],
            },
        ),
        migrations.CreateModel(
            name='DayOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='첫날')),
                ('last_day', models.DateField(verbose_name='마지막 날')),
                ('note', models.CharField(blank=True, help_text='나만 봅니다.', max_length=100, verbose_name='메모')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days_off', to=settings.AUTH_USER_MODEL, verbose_name='멘토')),
            ],
            options={
                'verbose_name': '쉬는 날',
                'verbose_name_plural': '쉬는 날',
                'ordering': ['first_day'],
                'indexes': [models.Index(fields=['mentor', 'last_day'], name='lessons_dayoff_mentor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='lessons_dayoff_in_order')],
            },
        ),
        migrations.CreateModel(
            name='OpenHoliday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='날짜')),
                ('mentor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='open_holidays', to=settings.AUTH_USER_MODEL, verbose_name='멘토')),
            ],
            options={
                'verbose_name': '수업하는 공휴일',
                'verbose_name_plural': '수업하는 공휴일',
                'ordering': ['date'],
                'constraints': [models.UniqueConstraint(fields=('mentor', 'date'), name='lessons_openholiday_once')],
            },
        ),
        migrations.CreateModel(
            name='OfferedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='제안한 사람')),
                ('lesson', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='offered_times', to='lessons.lesson', verbose_name='수업')),
            ],
            options={
                'verbose_name': '제안한 시간',
                'verbose_name_plural': '제안한 시간',
                'ordering': ['starts_at'],
                'constraints': [models.UniqueConstraint(fields=('lesson', 'starts_at'), name='lessons_offeredtime_once'), models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='lessons_offeredtime_in_order')],
            },
        ),
        *create_search_indexes('lessons_tutorial', 'title_key', 'description_key'),
    ]
