"""Current condition or history: decided by rows of decisions.yaml."""
