"""`bot doctor`: what is unset, unreachable or outdated. A look changes nothing and gives findings."""
