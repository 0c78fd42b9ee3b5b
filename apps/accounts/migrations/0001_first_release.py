import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that has them goes on; one that has some of them only does not.
    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_join_url'),
        ('accounts', '0003_words'),
        ('accounts', '0004_topics'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('topics', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(error_messages={'unique': '이미 가입한 이메일입니다.'}, max_length=254, unique=True, verbose_name='이메일')),
                ('name', models.CharField(max_length=50, verbose_name='이름')),
                ('nickname', models.CharField(max_length=30, verbose_name='별명')),
                ('member_type', models.CharField(choices=[('student', '학생'), ('parent', '학부모'), ('teacher', '선생님')], default='student', max_length=10, verbose_name='회원 유형')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='휴대전화')),
                ('profile_image', models.ImageField(blank=True, upload_to='profile/%Y/%m', verbose_name='프로필 사진')),
                ('introduction', models.TextField(blank=True, max_length=1000, verbose_name='소개')),
                ('language', models.CharField(choices=[('ko', '한국어'), ('en', 'English')], default='ko', max_length=5, verbose_name='알림 언어')),
                ('is_active', models.BooleanField(default=True, verbose_name='이용 중')),
                ('is_staff', models.BooleanField(default=False, verbose_name='운영자')),
                ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='가입일')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='탈퇴일')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '회원',
                'verbose_name_plural': '회원',
                'indexes': [models.Index(fields=['name'], name='accounts_member_name'), models.Index(fields=['nickname'], name='accounts_member_nickname'), models.Index(fields=['-date_joined', '-id'], name='accounts_member_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='accounts_member_email_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('terms', '이용약관'), ('privacy', '개인정보 수집·이용'), ('marketing', '소식과 혜택 알림')], max_length=20, verbose_name='동의')),
                ('version', models.CharField(max_length=20, verbose_name='버전')),
                ('agreed_at', models.DateTimeField(verbose_name='동의일')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='철회일')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
            ],
            options={
                'verbose_name': '동의',
                'verbose_name_plural': '동의',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('member', 'kind'), name='accounts_consent_one_live_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='MentorProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('career', models.TextField(max_length=2000, verbose_name='경력')),
                ('introduction', models.TextField(blank=True, max_length=2000, verbose_name='멘토 소개')),
                ('status', models.CharField(choices=[('pending', '심사 중'), ('approved', '승인'), ('rejected', '반려')], db_index=True, default='pending', max_length=10, verbose_name='상태')),
                ('requested_at', models.DateTimeField(verbose_name='신청일')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='처리일')),
                ('reason', models.TextField(blank=True, verbose_name='반려 사유')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='처리한 사람')),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mentor_profile', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('join_url', models.CharField(blank=True, max_length=500, verbose_name='기본 참여 주소')),
                ('topics', models.ManyToManyField(blank=True, related_name='mentors', to='topics.topic', verbose_name='주제')),
            ],
            options={
                'verbose_name': '멘토 신청',
                'verbose_name_plural': '멘토 신청',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('status', 'pending')), models.Q(models.Q(('status', 'pending'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='accounts_mentorprofile_decided_has_time')],
            },
        ),
        migrations.CreateModel(
            name='TokenFamily',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refresh_hash', models.CharField(max_length=64, unique=True, verbose_name='갱신 토큰 지문')),
                ('password_hash', models.CharField(max_length=64, verbose_name='비밀번호 지문')),
                ('created_at', models.DateTimeField(verbose_name='발급일')),
                ('refreshed_at', models.DateTimeField(verbose_name='갱신일')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='만료일')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='폐기일')),
                ('user_agent', models.CharField(blank=True, max_length=200, verbose_name='프로그램')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='token_families', to=settings.AUTH_USER_MODEL, verbose_name='회원')),
            ],
            options={
                'verbose_name': 'API 로그인',
                'verbose_name_plural': 'API 로그인',
                'ordering': ['-refreshed_at'],
            },
        ),
    ]
