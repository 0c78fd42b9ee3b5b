"""Every write of quizzes: the questions, taking them, marking them."""
