"""Rules that all domains share: reasons, revisions, messages to all participants."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from apps.core import spelling
from apps.core.errors import Conflict, Invalid
from apps.core.fields import LONGEST_ADDRESS
from apps.core.throttle import Limit

_NOT_IN_ADDRESSES = '\\"<>^`{|}'
LONGEST_REASON = 500  # characters
LONGEST_SUBJECT, LONGEST_MESSAGE = 100, 3000  # characters
DRAFTS_OF_NETWORK = Limit(30, timedelta(hours=1))  # forms kept while their author logs in
SAME_MESSAGE = timedelta(minutes=10)  # the same message to the same people within this time is a second click


def check_reason(reason: str, *, field: str = "reason", required: bool = True, missing: str = "") -> None:
    """Check that a reason is given if it is required, and that it is not too long.

    Whoever acts against another person gives a reason, which that person reads (docs/domain.md, People). `missing`
    replaces the sentence where a seed asks for its own. Raises Invalid `reason_missing`, `reason_too_long`.
    """
    reason = spelling.text(reason)
    if required and not reason:
        raise Invalid("reason_missing", missing or _("사유를 입력해 주세요."), field=field)
    if len(reason) > LONGEST_REASON:
        raise Invalid(
            "reason_too_long", _("사유는 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_REASON}, field=field
        )


def check_join_url(address: str, **extra: Any) -> None:
    """Check that the address of an online meeting is empty, or one of https without credentials.

    Raises Invalid `join_url_not_https`, with what is given besides.
    """
    if address and not _is_https(address):
        raise Invalid(
            "join_url_not_https",
            _("참여 주소를 https://로 시작하는 %(most)d자 이하의 주소로 입력해 주세요.") % {"most": LONGEST_ADDRESS},
            field="join_url",
            **extra,
        )


def _is_https(address: str) -> bool:
    if len(address) > LONGEST_ADDRESS or any(letter in _NOT_IN_ADDRESSES or letter.isspace() for letter in address):
        return False
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and has_port


def check_revision(revision: int, expected_revision: int | None, sentence: str = "") -> None:
    """Check that nobody else changed the row since it was read. `expected_revision` None checks nothing.

    Raises Conflict `changed_meanwhile` with `sentence`, which says what was changed and what to do.
    """
    if expected_revision is not None and revision != expected_revision:
        sentence = sentence or _("그사이 다른 사람이 수정했습니다. 지금의 내용을 확인하고 다시 저장해 주세요.")
        raise Conflict("changed_meanwhile", sentence)


def preview_over() -> Invalid:
    """Return the refusal of a preview that was kept too long, or that is not ours."""
    return Invalid("preview_over", _("미리 보기가 만료되었습니다. 파일을 다시 올려 주세요."))


def saved_meanwhile(now: str) -> str:
    """Return the sentence of a form that would write over what somebody saved after it was opened.

    `now`: what is saved, in words.
    """
    return _(
        "이 페이지를 연 뒤에 다른 창이나 다른 사람이 먼저 저장했습니다. 지금 저장된 내용은 다음과 같습니다. %(now)s. "
        "쓰신 내용은 아래에 그대로 있으며, 다시 저장하면 쓰신 내용으로 바뀝니다."
    ) % {"now": now}


def check_message(subject: str, text: str) -> None:
    """Check the subject and text of a message to all participants.

    Raises Invalid `subject_missing`, `subject_too_long`, `text_missing`, `text_too_long` with the `field`.
    """
    subject, text = spelling.line(subject), spelling.text(text)
    if not subject:
        raise Invalid("subject_missing", _("제목을 입력해 주세요."), field="subject")
    if len(subject) > LONGEST_SUBJECT:
        raise Invalid(
            "subject_too_long", _("제목은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_SUBJECT}, field="subject"
        )
    if not text:
        raise Invalid("text_missing", _("보낼 내용을 입력해 주세요."), field="text")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid(
            "text_too_long", _("내용은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_MESSAGE}, field="text"
        )


def check_somebody_reads(members: Collection[Any], nobody: str) -> None:
    """Check that a message has a reader. Raises Conflict `nobody_there` with the sentence `nobody`."""
    if not members:
        raise Conflict("nobody_there", nobody)


def check_not_just_sent(*, sent: bool) -> None:
    """Check that the same people did not get the same message within SAME_MESSAGE. Raises Conflict `already_sent`."""
    if sent:
        raise Conflict("already_sent", _("방금 같은 안내를 보냈습니다. 다시 보내려면 내용을 수정해 주세요."))
