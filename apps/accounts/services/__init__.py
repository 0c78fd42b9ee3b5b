"""What members do with their accounts: every write that has a rule."""
