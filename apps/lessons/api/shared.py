"""What the endpoints of lessons share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path

from apps.core.api.fields import BIGGEST_ID
from apps.core.errors import Invalid
from apps.lessons.models import Lesson, Tutorial

# Under the name of the seed.
LessonId = Annotated[int, Path(alias="lessonId", ge=1, le=BIGGEST_ID)]


@contextmanager
def missing_as_in_seed() -> Iterator[None]:
    """Answer 400 with the sentences of seed 003 if the tutorial or the lesson does not exist."""
    try:
        yield
    except Tutorial.DoesNotExist:
        raise Invalid("no_tutorial", _("존재하지 않은 과외입니다")) from None
    except Lesson.DoesNotExist:
        raise Invalid("no_lesson", _("존재하지 않는 수업입니다")) from None
