"""`bot benchmark`: what a message costs, on the shipped material and on a large site."""
