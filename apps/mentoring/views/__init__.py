"""Pages of mentoring: looking, taking part, running a session."""
