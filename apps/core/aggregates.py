"""Expressions that count related rows."""

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet) -> Coalesce:
    """Return the expression that counts `rows`, 0 for none."""
    count = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), Value(0), output_field=IntegerField())
