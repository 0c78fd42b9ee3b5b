"""Signals of accounts, sent inside the transaction of the act: a receiver that raises undoes it."""

from django.dispatch import Signal

# Sent with `profile` (the MentorProfile, approved or rejected) and `by` (the member of staff).
mentor_decided = Signal()
# Sent with `profile` (the MentorProfile, which waits for a decision).
mentor_asked = Signal()
# Sent with `to`, `subject`, `text`, `language` and `member` (None if no member has the address) for a mail about an
# account. Its text may hold a link that opens it.
mail_written = Signal()
