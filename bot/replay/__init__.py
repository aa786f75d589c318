"""What the coach would have said in conversations that are over: `negotiate replay`."""
