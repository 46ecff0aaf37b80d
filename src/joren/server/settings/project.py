"""Django's settings, made from `Options`."""

from __future__ import annotations

from typing import Any

from joren.language import LOCALE_DIR
from joren.server.settings.database import database
from joren.server.settings.logs import logging_settings, process_name
from joren.server.settings.options import from_environment
from joren.server.settings.secrets import signing_keys

OPTIONS = from_environment()

SECRET_KEY, *SECRET_KEY_FALLBACKS = signing_keys(OPTIONS.secrets)
DEBUG = False
ALLOWED_HOSTS = OPTIONS.allowed_hosts
ROOT_URLCONF = "joren.server.urls"
WSGI_APPLICATION = "joren.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "joren.server.installation",
    "joren.server.accounts",
    "joren.server.jobs",
    "joren.server.profiles",
    "joren.server.commerce",
    "joren.server.ingest",
    "joren.server.webhooks",
    "joren.server.api",
    "joren.server.console",
]

MIDDLEWARE = [
    "joren.server.monitor.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "joren.server.console.content_security.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request",
                                           "django.contrib.auth.context_processors.auth"]},
    }
]  # fmt: skip

DATABASES = {"default": database(OPTIONS)}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "intake"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["joren.server.formats"]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ja", "日本語"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [LOCALE_DIR]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

_HTTPS = (OPTIONS.public_url or "").startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [OPTIONS.public_url.rstrip("/")] if OPTIONS.public_url else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # the front process sets it, or the proxy it trusts
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = logging_settings(OPTIONS.log, process_name())
