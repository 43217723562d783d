"""Finds rings of coordinated fraudulent accounts and answers, with proof, who is in them."""
