import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.migration_operations import create_search_indexes


class Migration(migrations.Migration):

    # A database that has them goes on; one that has some of them only does not.
    replaces = [
        ('mentoring', '0001_initial'),
        ('mentoring', '0002_search_by_looks'),
        ('mentoring', '0003_topics'),
        ('mentoring', '0004_join_url'),
        ('mentoring', '0005_preparation'),
        ('mentoring', '0006_handout'),
        ('mentoring', '0007_images'),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('planner', '0001_first_release'),
        ('topics', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.PositiveIntegerField(verbose_name='정원')),
                ('seats_taken', models.PositiveIntegerField(default=0, editable=False, verbose_name='신청 인원')),
                ('type', models.CharField(choices=[('public', '자유 멘토링'), ('lecture', '멘토 특강')], max_length=10, verbose_name='유형')),
                ('title', models.CharField(max_length=200, verbose_name='제목')),
                ('title_key', models.TextField(editable=False)),
                ('content', models.TextField(blank=True, verbose_name='내용')),
                ('content_key', models.TextField(blank=True, editable=False)),
                ('excerpt', models.CharField(blank=True, editable=False, max_length=200)),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('reg_start', models.DateField(verbose_name='접수 시작일')),
                ('reg_end', models.DateField(verbose_name='접수 종료일')),
                ('opens_at', models.DateTimeField(editable=False, verbose_name='접수 시작')),
                ('closes_at', models.DateTimeField(editable=False, verbose_name='접수 마감')),
                ('venue_text', models.CharField(blank=True, max_length=100, verbose_name='장소 이름')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='개설 승인일')),
                ('declined_at', models.DateTimeField(blank=True, null=True, verbose_name='개설 반려일')),
                ('decline_reason', models.TextField(blank=True, verbose_name='반려 사유')),
                ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='삭제일')),
                ('created_at', models.DateTimeField(verbose_name='등록일')),
                ('updated_at', models.DateTimeField(verbose_name='수정일')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentoring_sessions', to=settings.AUTH_USER_MODEL, verbose_name='작성자')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='처리한 사람')),
                ('deleted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='삭제한 사람')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentoring_sessions', to='planner.venue', verbose_name='장소')),
                ('topics', models.ManyToManyField(blank=True, related_name='sessions', to='topics.topic', verbose_name='주제')),
                ('join_url', models.CharField(blank=True, max_length=500, verbose_name='참여 주소')),
                ('preparation', models.CharField(blank=True, max_length=500, verbose_name='준비물')),
                ('handout', models.FileField(blank=True, upload_to='handouts/%Y/%m', verbose_name='자료')),
                ('handout_name', models.CharField(blank=True, max_length=100, verbose_name='자료 이름')),
            ],
            options={
                'verbose_name': '멘토링',
                'verbose_name_plural': '멘토링',
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('deleted_at', None)), fields=['-starts_at', '-id'], include=('declined_at', 'author'), name='mentoring_session_newest'), models.Index(condition=models.Q(('deleted_at', None)), fields=['type', '-starts_at', '-id'], include=('declined_at', 'author'), name='mentoring_session_type'), models.Index(condition=models.Q(('deleted_at', None)), fields=['author', '-starts_at', '-id'], name='mentoring_session_author'), models.Index(condition=models.Q(('declined_at', None), ('deleted_at', None), ('seats_taken__lt', models.F('capacity'))), fields=['-starts_at', '-id'], include=('opens_at', 'closes_at', 'author'), name='mentoring_session_open'), models.Index(condition=models.Q(('declined_at', None), ('deleted_at', None), ('seats_taken__gte', models.F('capacity'))), fields=['-starts_at', '-id'], include=('opens_at', 'closes_at', 'author'), name='mentoring_session_full'), models.Index(condition=models.Q(('approved_at', None), ('declined_at', None), ('deleted_at', None)), fields=['created_at', 'id'], name='mentoring_session_undecided')],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='mentoring_session_capacity_positive'), models.CheckConstraint(condition=models.Q(('seats_taken__gte', 0), ('seats_taken__lte', models.F('capacity'))), name='mentoring_session_seats_within_capacity'), models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='mentoring_session_ends_after_start'), models.CheckConstraint(condition=models.Q(('reg_start__lte', models.F('reg_end'))), name='mentoring_session_reg_in_order'), models.CheckConstraint(condition=models.Q(('closes_at__lte', models.F('starts_at'))), name='mentoring_session_closes_before_start'), models.CheckConstraint(condition=models.Q(('approved_at', None), ('declined_at', None), _connector='OR'), name='mentoring_session_one_decision')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holds_seat', models.BooleanField(default=False, editable=False, verbose_name='자리 있음')),
                ('is_waiting', models.BooleanField(default=False, editable=False, verbose_name='대기')),
                ('state', models.CharField(choices=[('applied', '신청완료'), ('waiting', '대기'), ('cancelled', '신청취소')], max_length=10, verbose_name='상태')),
                ('applied_at', models.DateTimeField(verbose_name='신청일')),
                ('promoted_at', models.DateTimeField(blank=True, null=True, verbose_name='대기에서 신청 완료된 날')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='취소일')),
                ('cancel_cause', models.CharField(blank=True, choices=[('member', '본인 취소'), ('author', '멘토가 취소'), ('staff', '운영자가 취소'), ('deleted', '멘토링 삭제'), ('declined', '개설 반려')], max_length=10, verbose_name='취소 구분')),
                ('cancel_reason', models.CharField(blank=True, max_length=500, verbose_name='취소 사유')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='취소한 사람')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentoring_applications', to=settings.AUTH_USER_MODEL, verbose_name='신청자')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='mentoring.session', verbose_name='멘토링')),
            ],
            options={
                'verbose_name': '멘토링 신청',
                'verbose_name_plural': '멘토링 신청',
                'abstract': False,
                'indexes': [models.Index(fields=['member', '-applied_at', '-id'], name='mentoring_application_history'), models.Index(condition=models.Q(('is_waiting', True)), fields=['session', 'id'], name='mentoring_application_line'), models.Index(condition=models.Q(('holds_seat', True)), fields=['session', 'id'], name='mentoring_application_seats')],
                'constraints': [models.CheckConstraint(condition=models.Q(('holds_seat', True), ('is_waiting', True), _negated=True), name='mentoring_application_seat_or_waiting'), models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('session', 'member'), name='mentoring_application_one_live'), models.CheckConstraint(condition=models.Q(models.Q(('holds_seat', True), ('state', 'applied')), models.Q(('is_waiting', True), ('state', 'waiting')), models.Q(('holds_seat', False), ('is_waiting', False), ('state', 'cancelled')), _connector='OR'), name='mentoring_application_state_is_its_seat'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled')), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_at', None)), _connector='OR'), name='mentoring_application_cancelled_has_time')],
            },
        ),
        migrations.CreateModel(
            name='SessionImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='번호')),
                ('alt', models.CharField(max_length=200, verbose_name='그림 설명')),
                ('file', models.FileField(upload_to='session-images/%Y/%m', verbose_name='파일')),
                ('width', models.PositiveSmallIntegerField(verbose_name='너비')),
                ('height', models.PositiveSmallIntegerField(verbose_name='높이')),
                ('created_at', models.DateTimeField(verbose_name='등록일')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='mentoring.session', verbose_name='멘토링')),
            ],
            options={
                'verbose_name': '멘토링의 그림',
                'verbose_name_plural': '멘토링의 그림',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='mentoring_sessionimage_once')],
            },
        ),
        *create_search_indexes('mentoring_session', 'title_key', 'content_key'),
    ]
