// How an alias is spelt, of the edge that leads to it.
// parameters:
// rows: value
other.text
