"""Every write of a completion. Whoever writes one holds the class's lock."""

from apps.elearning.completion.services.batch import complete_all
from apps.elearning.completion.services.deciding import change, create

__all__ = ["change", "complete_all", "create"]
