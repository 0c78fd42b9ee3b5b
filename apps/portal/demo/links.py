"""Links and groups of the demo: students with a parent and a teacher, and a link that ended."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist

from apps.accounts.models import Member
from apps.core import audit, clock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry
from apps.linking.services import codes, groups, links

LINKED = "demo.linked"  # the audit entry by which a later start leaves the links as they are

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


def make_links(members: dict[str, Member], now: datetime) -> None:
    """Make the links once; a later start does not make them again, even if people removed them."""
    if AuditEntry.objects.filter(act=LINKED).exists():
        return
    people = {email.removesuffix("@example.com"): member for email, member in members.items()}
    for owner, by, hours in PAIRS:
        with _hours_ago(hours, now):
            _link(people[owner], people[by])
    for member, other, hours in ENDED:
        with _hours_ago(hours, now):
            links.remove_link(by=people[member], other_id=people[other].pk)
    for name, students in GROUPS:
        with _hours_ago(40, now):
            groups.make_group(by=people["teacher"], name=name, students=[people[who].pk for who in students])
    audit.record(by=None, act=LINKED, subject=people["teacher"])


@contextmanager
def _hours_ago(hours: int, now: datetime) -> Iterator[None]:
    """Set the clock back. A refusal is passed over: someone who uses the demo may have changed its data."""
    with clock.pretending(now - timedelta(hours=hours)), suppress(DomainError, ObjectDoesNotExist):
        yield


def _link(owner: Member, by: Member) -> None:
    code = codes.make_code(by=owner).code
    codes.verify_code(by=by, code=code, address="127.0.0.1")
    links.add_link(by=by, other_id=owner.pk)
