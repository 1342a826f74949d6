"""The measured promises of docs/architecture.md, each run by a command of its own."""
