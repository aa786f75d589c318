"""What every room shares of Slack: the way out, text, ids, commands, failures."""
