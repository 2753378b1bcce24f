"""From the text of a mention to a skill, and from a skill to the competencies that teach it."""
