"""Courses, their contents, and the classes (차수) in which they are held."""
