"""What a curator should look at: likely duplicates, the health of the taxonomy, and how well runs propose."""
