"""Every write of quizzes: the questions, the attempts, their marks."""
