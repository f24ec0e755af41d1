"""How fast the service is, as ratios against the bare thing that it cannot be faster than.

`python -m benchmarks` runs everything against a Neo4j of its own. A ratio compares two sides that took turns on the
same machine, so it holds on any other, which seconds do not.
"""
