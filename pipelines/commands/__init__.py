"""Bodies of the commands of `xgap`, by subject; `pipelines.cli` gives them their names.

A body imports what it works with inside itself, so that `xgap --help` waits for nothing."""
