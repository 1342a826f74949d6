"""Correcting transcripts by hand: lines are changed, split, merged and searched through, and nothing is lost by it."""
