"""Supercuts: pieces of many media brought to one form (parts), and parts joined without a gap.

Everything lies on one grid: 30 pictures and 48,000 samples a second, so that a picture lasts exactly 1,600 samples. A
part holds a whole number of pictures and as much sound, and a join of parts cannot drift.
"""
