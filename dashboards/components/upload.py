"""Files that readers give: read in memory, for this page only."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboards.context import Context

MEGABYTES = 1


def one_file(context: Context, key: str, label: str, kind: str) -> UploadedFile | None:
    """A file of the kind (`csv`), or None. Streamlit's own words on the button are English: the style sheet puts those
    of the reader's language in their place."""
    words, place = context.words, f".st-key-{key} [data-testid=stFileUploaderDropzone"
    said = words("upload.limit", kind=kind.upper(), most=MEGABYTES)
    st.html(
        f"<style>{place}] button p, {place}Instructions] span {{ font-size: 0; }} "
        f'{place}] button p::after {{ content: "{words("upload.choose")}"; font-size: 1rem; }} '
        f'{place}Instructions] span::after {{ content: "{said}"; font-size: .875rem; }}</style>'
    )
    return st.file_uploader(label, type=kind, key=key, max_upload_size=MEGABYTES)
