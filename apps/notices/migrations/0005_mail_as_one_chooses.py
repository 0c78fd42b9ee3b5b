"""Which kinds come by mail becomes a choice of when. What was switched off stays off."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('notices', '0004_mail_keeps_what_was_told'),
    ]

    operations = [
        migrations.RenameModel(old_name='MailSwitch', new_name='MailChoice'),
        migrations.AlterModelOptions(
            name='mailchoice',
            options={'verbose_name': '메일 설정', 'verbose_name_plural': '메일 설정'},
        ),
        migrations.AlterField(
            model_name='mailchoice',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL, verbose_name='회원'),
        ),
        migrations.AddField(
            model_name='mailchoice',
            name='timing',
            field=models.CharField(choices=[('at_once', '바로'), ('daily', '하루 한 번'), ('off', '받지 않음')], default='off', max_length=10, verbose_name='메일'),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name='mailchoice', name='notices_mailswitch_once'),
        migrations.AddConstraint(
            model_name='mailchoice',
            constraint=models.UniqueConstraint(fields=('member', 'kind'), name='notices_mailchoice_once'),
        ),
        migrations.AddConstraint(
            model_name='mailchoice',
            constraint=models.CheckConstraint(condition=models.Q(('timing__in', ['at_once', 'daily', 'off'])), name='notices_mailchoice_timing'),
        ),
        migrations.AddField(
            model_name='notice',
            name='waits_for_digest',
            field=models.BooleanField(default=False, verbose_name='모아 보낼 차례'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('waits_for_digest', True)), fields=['member', 'created_at'], name='notices_notice_to_gather'),
        ),
        migrations.CreateModel(
            name='LastDigest',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='last_digest', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='회원')),
                ('day', models.DateField(verbose_name='날짜')),
            ],
            options={'verbose_name': '모아 보낸 날', 'verbose_name_plural': '모아 보낸 날'},
        ),
    ]
