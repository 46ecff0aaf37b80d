"""Signing in and out, and the first account."""

from __future__ import annotations

from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from joren.server.accounts.actions import create_owner, is_good_set_up_link
from joren.server.console.session.forms import SetUpForm


class SignIn(views.LoginView):
    """The page to sign in."""

    template_name = "console/sign_in.html"
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class SignOut(views.LogoutView):
    """Ends the session; by POST only."""


@login_not_required
@never_cache
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Let the first owner make their account, once."""
    if not is_good_set_up_link(token):
        return render(request, "console/set_up_over.html", status=404)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = create_owner(token, form.cleaned_data["email"], form.cleaned_data["password"])
        if user is None:
            return render(request, "console/set_up_over.html", status=404)
        login(request, user)
        return redirect("intake")
    return render(request, "console/set_up.html", {"form": form})
