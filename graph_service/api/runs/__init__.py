"""Runs of the pipeline: types, queries, the steps as mutations, progress as a subscription."""
