"""One module for each stage of a run; `pipeline.run` reads like the diagram."""
