"""Ways to find skill mentions in a posting's text, one method per file behind one small interface (`base`)."""
