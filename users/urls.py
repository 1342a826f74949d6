"""Addresses of accounts, under /api/v1/."""

from django.urls import path

from users import views

urlpatterns = [
    path("auth/signup", views.SignUpView.as_view(), name="signup"),
    path("auth/login", views.LogInView.as_view(), name="login"),
    path("auth/refresh", views.RefreshView.as_view(), name="refresh"),
    path("auth/logout", views.LogOutView.as_view(), name="logout"),
    path("auth/password/change", views.PasswordChangeView.as_view(), name="password-change"),
    path("auth/password/reset", views.PasswordResetView.as_view(), name="password-reset"),
    path("auth/password/reset/confirm", views.NewPasswordView.as_view(), name="password-reset-confirm"),
    path("users/me/api-keys", views.ApiKeyListView.as_view(), name="api-keys"),
    path("users/me/api-keys/<uuid:key_id>", views.ApiKeyView.as_view(), name="api-key"),
    path("users/me", views.MeView.as_view(), name="me"),
]
