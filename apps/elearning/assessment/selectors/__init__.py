"""What pages and endpoints read of assessments."""

from apps.elearning.assessment.selectors.scores import scores

__all__ = ["scores"]
