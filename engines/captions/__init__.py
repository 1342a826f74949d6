"""Caption files: read whatever people and sites call so, and made into words with times."""
