"""What people can ask: one module per subject, one function per command."""
