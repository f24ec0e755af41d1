"""Judgement, measured: extraction, decisions, titles and placement on marked data."""
