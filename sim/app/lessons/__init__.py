"""Lessons: a question, a prediction, the runs, and what they show."""
