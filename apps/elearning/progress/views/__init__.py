"""The pages of the classroom and of progress."""
