"""Lessons: a question, a prediction, the run, and what it showed. Their texts are Markdown files (docs/lessons)."""
