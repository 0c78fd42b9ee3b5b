"""Whether a learner has completed a class, by what it asked for."""
