"""Explanations of a publication: evidence, paths, why not, sentences, snapshots."""
