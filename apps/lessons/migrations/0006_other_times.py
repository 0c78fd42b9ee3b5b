"""Give every request a deadline for its answer, and let other times be offered for a lesson.

A request that waits already ends when its time comes, as it said then.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def let_requests_wait(apps, schema_editor):
    apps.get_model("lessons", "Lesson").objects.update(answer_by=F("starts_at"))


class Migration(migrations.Migration):
    dependencies = [("lessons", "0005_open_holidays"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("lesson", "answer_by", models.DateTimeField("답변 기한", null=True)),
        migrations.AddField("lesson", "remind_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunPython(let_requests_wait, migrations.RunPython.noop),
        migrations.AlterField("lesson", "answer_by", models.DateTimeField("답변 기한")),
        migrations.AddIndex(
            "lesson", models.Index(condition=Q(status="PENDING"), fields=["answer_by"], name="lessons_lesson_unanswered")
        ),
        migrations.AddIndex(
            "lesson",
            models.Index(condition=Q(remind_at__isnull=False), fields=["remind_at"], name="lessons_lesson_remind"),
        ),
        migrations.CreateModel(
            "OfferedTime",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField("시작")),
                ("ends_at", models.DateTimeField("끝")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="제안한 사람",
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offered_times",
                        to="lessons.lesson",
                        verbose_name="수업",
                    ),
                ),
            ],
            options={
                "verbose_name": "제안한 시간",
                "verbose_name_plural": "제안한 시간",
                "ordering": ["starts_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("lesson", "starts_at"), name="lessons_offeredtime_once"),
                    models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="lessons_offeredtime_in_order"),
                ],
            },
        ),
    ]
