"""The starter library: skills, dimensions and roles as files that a curator edits by hand.

`skills/`, `dimensions/` and `roles/` hold one YAML file an area; README.md beside this file says how they read.
"""

from graph_service.taxonomy.reader import read_library

__all__ = ["read_library"]
