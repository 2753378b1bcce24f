"""Evidence packs: the numbers of a published build as documents that people carry into a meeting.

`facts` asks the build once; claims, tables, figures, the document, the workbook and the JSON all take their numbers
from what it found."""
