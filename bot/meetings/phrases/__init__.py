"""What people type: a title, a day, a time, a length."""
