"""Completion of classes: whether a learner has completed a class, by its rule or by a decision."""
