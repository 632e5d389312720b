"""The charts of a comparison, one function each."""
