"""Widgets whose state lives in the address as stable codes, so that a link shows what its sender saw.

The address is the truth: before a widget is drawn it takes its value from there, and a change is written back.
Streamlit's own binding is not used, because it writes the translated label."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

SKILL_FILTERS = ("q", "status", "coverage", "type", "hard", "known", "page")
"""What the ranking of skills keeps in the address, and takes along to a skill and back."""


def read(name: str) -> str:
    """A value of the address, or ""."""
    return str(st.query_params.get(name, ""))


def write(name: str, value: str, *forget: str) -> None:
    """Put a value into the address ("" takes it out) and forget others that it makes void, such as the page."""
    for other in forget:
        st.query_params.pop(other, None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def search(name: str, label: str, placeholder: str, *forget: str) -> str:
    """Free text, at most 60 characters."""
    key = _state(name)
    st.session_state[key] = read(name)[:60]

    def changed() -> None:
        write(name, st.session_state[key].strip(), *forget)

    return st.text_input(label, key=key, placeholder=placeholder, max_chars=60, on_change=changed).strip()


def _state(name: str) -> str:
    return f"control-{name}"


def choose_many(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str], placeholder: str, *forget: str
) -> list[str]:
    """Several of the codes; none chosen means all. Unknown codes in the address are passed over."""
    key = _state(name)
    st.session_state[key] = [code for code in read(name).split(",") if code in options]

    def changed() -> None:
        write(name, ",".join(st.session_state[key]), *forget)

    return list(st.multiselect(label, options, format_func=word, placeholder=placeholder, key=key, on_change=changed))


def choose_one(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str], placeholder: str, *forget: str,
    default: str | None = None,
) -> str | None:  # fmt: skip
    """One of the codes, or None; `default` holds where the address says nothing that is known."""
    key = _state(name)
    asked = read(name)
    st.session_state[key] = asked if asked in options else default

    def changed() -> None:
        write(name, st.session_state[key] or "", *forget)

    return st.selectbox(
        label, options, index=None, format_func=word, placeholder=placeholder, key=key, on_change=changed
    )


def switch(name: str, label: str, default: bool, help_text: str, *forget: str) -> bool:
    """On or off; only the value that is not the default stands in the address (`0` or `1`)."""
    key = _state(name)
    asked = read(name)
    st.session_state[key] = asked == "1" if asked in ("0", "1") else default

    def changed() -> None:
        value: bool = st.session_state[key]
        write(name, "" if value == default else str(int(value)), *forget)

    return st.toggle(label, key=key, help=help_text, on_change=changed)


def choose_between(
    name: str, label: str, options: Sequence[str], word: Callable[[str], str], help_text: str, *forget: str
) -> str:
    """One of a few codes that all stand on the page; the first is the default and stays out of the address."""
    key = _state(name)
    asked = read(name)
    st.session_state[key] = asked if asked in options else options[0]

    def changed() -> None:
        value: str = st.session_state[key]
        write(name, "" if value == options[0] else value, *forget)

    return str(st.segmented_control(label, options, format_func=word, key=key, help=help_text, required=True,
                                    on_change=changed))  # fmt: skip


def page_number(name: str, n_pages: int) -> int:
    """Which page of a long table, from 1."""
    asked = read(name)
    known = asked.isascii() and asked.isdigit() and len(asked) < 7
    now = min(max(int(asked), 1), n_pages) if known else 1
    if n_pages < 2:
        return 1
    # a widget per page: this one takes its value from `default` and refuses to be told by the state
    key = f"{_state(name)}-{now}"

    def changed() -> None:
        write(name, str(st.session_state[key]) if st.session_state[key] > 1 else "")

    return st.pagination(n_pages, default=now, key=key, on_change=changed)
