"""What a posting states about the job: one module for each field that the parser reads."""
