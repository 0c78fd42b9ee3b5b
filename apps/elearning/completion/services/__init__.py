"""Every write of a completion. Whoever writes one holds the lock of the class."""

from apps.elearning.completion.services.batch import complete_learners
from apps.elearning.completion.services.decisions import change_completion, create_completion

__all__ = ["change_completion", "complete_learners", "create_completion"]
