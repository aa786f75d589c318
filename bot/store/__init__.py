"""Storage: tables, queries, and a short unit of work that is committed before Slack is called."""
