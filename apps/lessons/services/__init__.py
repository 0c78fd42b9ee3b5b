"""Every write of lessons that has a rule."""
