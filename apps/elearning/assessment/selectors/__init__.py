"""What pages and endpoints read of assessments."""

from apps.elearning.assessment.selectors.scores import outcomes_of_class

__all__ = ["outcomes_of_class"]
