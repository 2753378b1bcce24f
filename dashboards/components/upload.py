"""Files that readers give: read in memory, for this page only."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboards.context import Context

MEGABYTES = 1
"""What is said to be the limit."""
TAKEN = 8
"""Megabytes that are taken all the same: a file that is too large, or of another kind, is refused in the reader's
language by whoever reads it, not in English by Streamlit."""


def one_file(context: Context, key: str, label: str, kind: str, *also: str) -> UploadedFile | None:
    """A file of the kind (`csv`), or of one taken for it by mistake, or None.

    Streamlit's own words on the button are English: the style sheet puts those of the reader's language there."""
    words, place = context.words, f".st-key-{key} [data-testid=stFileUploaderDropzone"
    said = words("upload.limit", kind=kind.upper(), most=MEGABYTES)
    st.html(
        f"<style>{place}] button p, {place}Instructions] span {{ font-size: 0; }} "
        f'{place}] button p::after {{ content: "{words("upload.choose")}"; font-size: 1rem; }} '
        f'{place}Instructions] span::after {{ content: "{said}"; font-size: .875rem; }}</style>'
    )
    return st.file_uploader(label, type=[kind, *also], key=key, max_upload_size=TAKEN)
