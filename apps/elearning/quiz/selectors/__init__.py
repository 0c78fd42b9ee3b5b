"""What the pages of quizzes show."""
