"""What a language model adds to each stage: what it is shown, what it may answer, and what of that is kept.

Every `with_…` function is pure and takes the stage's own result first: a model adds to it, and replaces nothing that
the job description does not bear out.
"""
