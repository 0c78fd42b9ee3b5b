"""The signals by which assessments tell the nouns above them of a change."""

from django.dispatch import Signal

# Sent with `assessment`, locked and not changed yet, before an edit or a deletion, under the lock of its class. A
# receiver returns a function without arguments, called once the change is written, which may refuse it; or None.
assessment_changing = Signal()

# Sent with `assessment`, locked and saved, and `by`, before the transaction ends.
assessment_edited = Signal()
