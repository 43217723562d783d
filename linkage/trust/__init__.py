"""A sceptic's answers on a platform without labels."""
