"""Shared base of the apps, without a word of their business."""
