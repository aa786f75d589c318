"""`/negotiate playbook`: read what the coach knows."""
