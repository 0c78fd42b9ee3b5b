"""Whether a class was ever used."""

from django.db.models import PROTECT

from apps.elearning.catalogue.models import CourseClass


def is_used(row: CourseClass) -> bool:
    """Return whether a row that must not be lost refers to the class."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
        if relation.on_delete is PROTECT
    )
