"""Every write to the catalogue: courses with their contents, classes with their meetings and refund steps.

`catalogue.signals.class_changed` is where enrolment learns of what it has to act on.
"""
