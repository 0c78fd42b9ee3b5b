"""The signal by which enrolment asks the nouns above it whether enrolments may end."""

from django.dispatch import Signal

# Sent with `course_class`, which is locked, and `enrolments`, a sequence of approved ones, before they are cancelled or
# called off. A receiver refuses by raising a DomainError.
enrolments_ending = Signal()
