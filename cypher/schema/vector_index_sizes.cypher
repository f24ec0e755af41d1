// The vector indexes there are, with their number of dimensions.
// parameters:
// rows: name, dimensions
SHOW VECTOR INDEXES YIELD name, options
RETURN name, options.indexConfig['vector.dimensions'] AS dimensions
