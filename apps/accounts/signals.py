"""What others may listen to. Sent inside the transaction of the act: a receiver that fails undoes it."""

from django.dispatch import Signal

# Sent with `profile` (the MentorProfile, approved or rejected) and `by` (the member of staff).
mentor_decided = Signal()
