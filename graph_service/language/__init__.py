"""From words to meaning: normal forms, the dictionary of aliases, sections, embeddings."""
