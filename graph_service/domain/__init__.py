"""The nouns: frozen values and enums. No I/O, and nothing imported from the rest of the package."""
