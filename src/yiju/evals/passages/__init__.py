"""How good a search is over any corpus: passages and questions in, measures of several rankings out."""
