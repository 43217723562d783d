"""How well rings are found: every scene beside what was asked, peers on the same worlds, parts taken away."""
