"""What was said and what came of it. Personal data is masked inside the functions that write."""
