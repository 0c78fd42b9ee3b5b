"""The signal by which assessments tell the nouns above them that one was edited."""

from django.dispatch import Signal

# Sent with `assessment`, locked and saved, and `by`, before the transaction ends.
assessment_edited = Signal()
