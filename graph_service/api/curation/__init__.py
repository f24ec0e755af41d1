"""Review queues, merges and undo."""
