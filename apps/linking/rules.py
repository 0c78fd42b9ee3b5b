"""Who may be linked with whom, who may end a link, and who may group students."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import Member
from apps.accounts.states import MemberType
from apps.core import spelling
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.core.throttle import Limit
from apps.linking.models import AccountLink
from apps.linking.states import ALPHABET, CODE_LENGTH, LinkRefusal

LONGEST_GROUP_NAME = 100
WRONG_CODES_OF_MEMBER = (Limit(10, timedelta(hours=1)), Limit(30, timedelta(days=1)))
WRONG_CODES_OF_NETWORK = (Limit(60, timedelta(hours=1)),)  # whichever member asks from that network
# Types of member who may read a linked student's record; a student reads nothing of theirs (docs/domain.md, Linking).
LOOKING_AFTER = frozenset({MemberType.PARENT, MemberType.TEACHER})


class CannotLink(Conflict):
    """A refusal of seed 002. Its code is the word that the API answers in `success`."""

    def __init__(self, refusal: LinkRefusal) -> None:
        super().__init__(refusal.value, str(refusal.label), field="code")


def is_code(text: str) -> bool:
    """Return whether `text` has the length and the letters of a code."""
    return len(text) == CODE_LENGTH and all(sign in ALPHABET for sign in text)


def no_free_code() -> Conflict:
    return Conflict("no_free_code", _("코드를 만들지 못했습니다. 다시 한번 만들어 주세요."))


def check_can_link(member: Member, other: Member | None, *, linked: bool) -> None:
    """Check that two members may be linked, in the order of seed 002.

    `other` is None if the code belongs to nobody. `linked` says whether they are linked already. Raises CannotLink.
    """
    if other is None or not (member.is_active and other.is_active):
        raise CannotLink(LinkRefusal.NO_MATCH)
    if member.pk == other.pk:
        raise CannotLink(LinkRefusal.SELF)
    if linked:
        raise CannotLink(LinkRefusal.OVER)
    if member.member_type == other.member_type:
        raise CannotLink(LinkRefusal.OVERLAP)
    if other.member_type != MemberType.STUDENT:
        if member.member_type == MemberType.PARENT:
            raise CannotLink(LinkRefusal.PAR)
        if member.member_type == MemberType.TEACHER:
            raise CannotLink(LinkRefusal.TEACH)


def check_can_unlink(member: Member, link: AccountLink) -> None:
    """Check that the member may end the link: either side at any time, or staff who may delete links.

    Raises NotAllowed `not_your_link`.
    """
    if member.pk not in {link.member_id, link.linked_member_id} and not member.may("linking.delete_accountlink"):
        raise NotAllowed("not_your_link", _("본인의 연동만 해제할 수 있습니다."))


# --- Groups -----------------------------------------------------------------------------------------------------------


def check_can_group(member: Member) -> None:
    """Check that the member is a teacher (docs/domain.md, Linking). Raises NotAllowed `not_a_teacher`."""
    if member.member_type != MemberType.TEACHER:
        raise NotAllowed("not_a_teacher", _("학생 그룹은 선생님 회원만 만들 수 있습니다."))


def check_group(name: str, chosen: Iterable[int], *, linked: Iterable[int], taken_names: Iterable[str]) -> None:
    """Check the name and the students of a group: a free name, and at least one student, all of them linked.

    `linked` are the ids of the students linked with the teacher now, `taken_names` those of the teacher's other groups.
    Raises Invalid `group_name_missing`, `group_name_too_long`, `group_empty` or `not_linked`, and Conflict
    `group_name_taken`.
    """
    if not name:
        raise Invalid("group_name_missing", _("그룹 이름을 입력해 주세요."), field="name")
    if len(name) > LONGEST_GROUP_NAME:
        raise Invalid(
            "group_name_too_long",
            _("그룹 이름은 %(most)d자까지 쓸 수 있습니다.") % {"most": LONGEST_GROUP_NAME},
            field="name",
        )
    if spelling.comparable(name) in map(spelling.comparable, taken_names):
        raise Conflict("group_name_taken", _("같은 이름의 그룹이 이미 있습니다. 다른 이름을 써 주세요."), field="name")
    if not (wanted := set(chosen)):
        raise Invalid("group_empty", _("그룹에 넣을 학생을 한 명 이상 선택해 주세요."), field="students")
    if wanted - set(linked):
        raise Invalid(
            "not_linked",
            _("연동이 해제된 학생이 있습니다. 지금 연동된 학생 가운데에서 선택해 주세요."),
            field="students",
        )
