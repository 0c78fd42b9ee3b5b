import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='TempCode',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='link_code', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='코드')),
                ('expire_at', models.DateTimeField(db_index=True, verbose_name='만료 시간')),
                ('created_at', models.DateTimeField(verbose_name='생성 시간')),
            ],
            options={
                'verbose_name': '연동 코드',
                'verbose_name_plural': '연동 코드',
                'db_table': 'mentoring_temp_code_tb',
            },
        ),
        migrations.CreateModel(
            name='AccountLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(verbose_name='연동한 시각')),
                ('linked_member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_received', to=settings.AUTH_USER_MODEL, verbose_name='연동 대상자')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='links_asked', to=settings.AUTH_USER_MODEL, verbose_name='연동 요청자')),
            ],
            options={
                'verbose_name': '계정 연동',
                'verbose_name_plural': '계정 연동',
                'db_table': 'mentoring_account_link_tb',
                'constraints': [models.UniqueConstraint(fields=('member', 'linked_member'), name='linking_accountlink_once'), models.UniqueConstraint(django.db.models.functions.comparison.Least('member', 'linked_member'), django.db.models.functions.comparison.Greatest('member', 'linked_member'), name='linking_accountlink_one_a_pair'), models.CheckConstraint(condition=models.Q(('member', models.F('linked_member')), _negated=True), name='linking_accountlink_two_people')],
            },
        ),
        migrations.CreateModel(
            name='AdminClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use_yn', models.CharField(choices=[('Y', '사용'), ('N', '사용 안 함')], default='Y', max_length=1, verbose_name='사용 여부')),
                ('first_reg_dt', models.DateField(verbose_name='최초 등록일')),
                ('last_mod_dt', models.DateField(verbose_name='최종 수정일')),
                ('group_id', models.CharField(blank=True, max_length=50, verbose_name='그룹 번호')),
                ('group_name', models.CharField(blank=True, max_length=100, verbose_name='그룹 이름')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='admin_classes', to=settings.AUTH_USER_MODEL, verbose_name='관리하는 사람')),
                ('target_member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='admin_classes_over', to=settings.AUTH_USER_MODEL, verbose_name='관리받는 사람')),
            ],
            options={
                'verbose_name': '관리 관계',
                'verbose_name_plural': '관리 관계',
                'db_table': 'mentoring_admin_class_tb',
                'constraints': [models.UniqueConstraint(fields=('member', 'target_member'), name='linking_adminclass_once'), models.CheckConstraint(condition=models.Q(('member', models.F('target_member')), _negated=True), name='linking_adminclass_two_people'), models.CheckConstraint(condition=models.Q(('use_yn__in', ['Y', 'N'])), name='linking_adminclass_yes_or_no'), models.CheckConstraint(condition=models.Q(models.Q(('group_id', ''), ('group_name', '')), models.Q(models.Q(('group_id', ''), _negated=True), models.Q(('group_name', ''), _negated=True), ('use_yn', 'Y')), _connector='OR'), name='linking_adminclass_group_has_name')],
            },
        ),
        migrations.CreateModel(
            name='VerifiedClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verified_at', models.DateTimeField(db_index=True, verbose_name='확인한 시각')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='link_claims', to=settings.AUTH_USER_MODEL, verbose_name='확인한 사람')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='link_claims_on', to=settings.AUTH_USER_MODEL, verbose_name='코드를 만든 사람')),
            ],
            options={
                'verbose_name': '코드 확인',
                'verbose_name_plural': '코드 확인',
                'constraints': [models.UniqueConstraint(fields=('member', 'owner'), name='linking_verifiedclaim_once')],
            },
        ),
    ]
