"""Discord: the application commands, the answers and the deliveries."""
