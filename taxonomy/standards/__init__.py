"""Official standards (职业技能等级标准) as people have them: DOCX, PDF, XLSX, CSV, JSON → requirements.

`readers` turns a file into paragraphs and tables, `layout` finds the requirements in them, `check` says what does not
hang together, `store` keeps them under a data folder. See README.md in this folder."""
