"""What would be said: of plans not in service yet (`forecast`, `course`), and of those that are (`upcoming`)."""
