"""Addresses of accounts, under /api/v1/."""

from django.urls import path

from users import views

urlpatterns = [
    path("auth/signup", views.SignUpView.as_view(), name="signup"),
    path("auth/login", views.LogInView.as_view(), name="login"),
    path("auth/refresh", views.RefreshView.as_view(), name="refresh"),
    path("auth/logout", views.LogOutView.as_view(), name="logout"),
    path("auth/password/change", views.PasswordChangeView.as_view(), name="password-change"),
    path("users/me", views.MeView.as_view(), name="me"),
]
