"""What a run looks like to people and to CI: an HTML page of its own, Markdown, JUnit XML."""
