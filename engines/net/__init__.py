"""The one door to the outside: which addresses may be reached (addresses, urls) and what makes it so (guard)."""
