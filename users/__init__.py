"""Accounts: who someone is and what level they have."""
