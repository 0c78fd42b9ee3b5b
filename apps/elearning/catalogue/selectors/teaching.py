"""Who teaches which class."""

from apps.accounts.models import Member
from apps.elearning.catalogue.models import CourseClass


def teaches(member: Member, class_id: int) -> bool:
    """Return whether the member is one of the class's instructors. 1 query."""
    return CourseClass.instructors.through.objects.filter(courseclass_id=class_id, member_id=member.pk).exists()


def teaches_anything(member: Member) -> bool:
    """Return whether the member is told what instructors are told: those of a class, and staff. Queries: at most 1."""
    return member.is_staff or CourseClass.instructors.through.objects.filter(member_id=member.pk).exists()
