"""Pages: what a person sees in a browser. Each asks the API's own schema, and shows the answer."""
