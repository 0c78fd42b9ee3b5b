"""Online quizzes: the questions of an assessment, and the attempts of learners at them."""
