"""Evaluation: metrics beside the truth, error rates of subgroups, reviewed samples."""
