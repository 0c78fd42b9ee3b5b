"""The choices of linking: how a code is written, how long it is valid, and why two members may not be linked."""

import string
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Letters of both cases and digits (seed 002), without those that people mistake for one another.
ALPHABET = "".join(sign for sign in string.ascii_letters + string.digits if sign not in "0Oo1lI")
CODE_LENGTH = 6
CODE_LIVES = timedelta(minutes=5)
# How long after a look-up the link can be made, even if the code has expired by then (docs/domain.md, Linking).
CLAIM_LIVES = timedelta(minutes=5)


class LinkRefusal(TextChoices):
    """The refusals of seed 002 (실패 케이스), in its order: the value goes into `success`, the label is the message."""

    NO_MATCH = "no match", _("유효하지 않은 코드입니다")
    SELF = "self", _("자신과 연동할 수 없습니다")
    OVER = "over", _("이미 연동된 계정입니다")
    OVERLAP = "overlap", _("같은 직종끼리 연동할 수 없습니다")
    PAR = "par", _("학부모는 학생만 연동 가능합니다")
    TEACH = "teach", _("선생님은 학생만 연동 가능합니다")


class UseYn(TextChoices):
    """The values of `use_yn` (seed 002)."""

    YES = "Y", _("사용")
    NO = "N", _("사용 안 함")
