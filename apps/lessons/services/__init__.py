"""Every write in lessons that has a rule."""
