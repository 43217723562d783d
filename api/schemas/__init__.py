"""The shapes of what the service answers, with an example of each."""
