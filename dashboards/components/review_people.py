"""Who is at the desk: signed in or not, what that allows, and the buttons for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboards import desk
from dashboards.components.markup import emit, h
from dashboards.context import Context
from dashboards.roles import LOCAL, LONGEST, Permission


def show(context: Context) -> Permission:
    """Draw who the visitor is and what that allows; returns it for what the page shows. (It opens nothing: the desk
    asks again at every write.)"""
    words, service = context.words, desk.sign_in()
    signed_in = service.state == "ready" and st.user.to_dict().get("is_logged_in") is True
    with st.container(key="people", horizontal=True, vertical_alignment="bottom", gap="small"):
        if service.state == "none" and context.desk.local:
            _name(context)
        permission = context.desk.permission()
        _told(context, permission, service)
        if service.state == "ready" and not signed_in:
            for provider in service.providers:
                label = words("review.sign_in_with", provider=provider) if provider else words("review.sign_in")
                st.button(label, key=f"sign-in-{provider}", icon=":material/login:",
                          on_click=partial(st.login, provider or None))  # fmt: skip
        elif signed_in:
            st.button(words("review.sign_out"), key="sign-out", icon=":material/logout:", on_click=st.logout)
    return permission


def _told(context: Context, permission: Permission, service: desk.SignIn) -> None:
    words = context.words
    email = str(st.user.to_dict().get("email") or "")
    sign = "✔" if permission.may_write else "🔒︎"
    role = words("review.may_decide" if permission.may_write else "review.may_read")
    told = {"person": permission.person, "email": email or "–", "local": LOCAL, "problem": permission.problem,
            "lacks": words("list.comma").join(service.lacks)}  # fmt: skip
    why = words(f"review.standing_{permission.standing}", **told)
    emit(words, h("p", h("span", sign, aria_hidden="true"), " ", h("strong", role), " ", why,
                  cls="standing may" if permission.may_write else "standing", role="status"))  # fmt: skip


def _name(context: Context) -> None:
    """The only user of a machine says who decides; the session keeps the name from page to page."""
    key = "control-reviewer-name"
    st.session_state[key] = st.session_state.get(desk.NAME, context.desk.usual_name)

    def changed() -> None:
        st.session_state[desk.NAME] = st.session_state[key]

    st.text_input(context.words("review.your_name"), key=key, max_chars=LONGEST, on_change=changed, width=260,
                  placeholder=context.words("review.your_name_hint"))  # fmt: skip
