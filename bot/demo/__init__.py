"""`bot run --demo`: an invented organisation, so that a newcomer sees the whole product alive within minutes."""
