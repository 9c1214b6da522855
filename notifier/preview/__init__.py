"""What would be said: of plans that are not in service yet (`forecast`, `course`), and of those that are (`upcoming`)."""
