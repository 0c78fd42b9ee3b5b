"""Every write to the catalogue: courses with their contents, classes with their meetings and refund steps.

The signal `catalogue.signals.class_changed` tells enrolment what it has to act on.
"""
