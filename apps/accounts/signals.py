"""Signals of accounts, sent inside the transaction of the act: a receiver that raises undoes it."""

from django.dispatch import Signal

# Sent with `profile` (the MentorProfile, approved or rejected) and `by` (the member of staff).
mentor_decided = Signal()
# Sent with `profile` (the MentorProfile, which waits for a decision).
mentor_asked = Signal()
