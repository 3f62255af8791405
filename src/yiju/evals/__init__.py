"""Evals: suites of cases with small scorers, gates for CI, reports; what tells better advice from worse."""
