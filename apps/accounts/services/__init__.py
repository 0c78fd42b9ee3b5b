"""Services of accounts: every write that has a rule."""
