"""How far a learner has come in the contents of a course."""
