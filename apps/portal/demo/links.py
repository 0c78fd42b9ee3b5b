"""Who is linked with whom in the demo: the student with a parent and a teacher, a group, and a pair that ended it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.linking.services import codes, groups, links

LINKED = "demo.linked"  # the audit entry by which a later start leaves alone what people made of it

# Who made the code, who entered it, how many hours ago.
PAIRS = (
    ("student", "parent", 74),
    ("student", "teacher", 50),
    ("student2", "teacher", 49),
    ("seo.jiho", "teacher", 48),
    ("sin.yerin", "teacher", 47),
    ("gwon.taeyun", "teacher", 46),
    ("student2", "parent", 26),
)
ENDED = (("student2", "parent", 25),)
GROUPS = (("2학년 3반", ("student", "student2", "seo.jiho")), ("정보 동아리", ("sin.yerin",)))


def lay(members: dict[str, Member], now: datetime) -> None:
    """Link them once, through the same services as everyone; never again, whatever became of it."""
    if AuditEntry.objects.filter(act=LINKED).exists():
        return
    people = {email.removesuffix("@example.com"): member for email, member in members.items()}
    for owner, by, hours in PAIRS:
        with _hours_ago(hours, now):
            _link(people[owner], people[by])
    for one, other, hours in ENDED:
        with _hours_ago(hours, now):
            links.remove_link(by=people[one], other_id=people[other].pk)
    for name, students in GROUPS:
        with _hours_ago(40, now):
            groups.make_group(by=people["teacher"], name=name, students=[people[who].pk for who in students])
    audit.record(by=None, act=LINKED, subject=people["teacher"])


@contextmanager
def _hours_ago(hours: int, now: datetime) -> Iterator[None]:
    """What someone who uses the demo has made impossible meanwhile is passed over."""
    with clock.pretending(now - timedelta(hours=hours)), suppress(DomainError, ObjectDoesNotExist):
        yield


def _link(owner: Member, by: Member) -> None:
    code = codes.make_code(by=owner).code
    codes.verify_code(by=by, code=code, address="127.0.0.1")
    links.add_link(by=by, other_id=owner.pk)
