"""Accounts in the admin pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from users.models import User

# simplejwt's pages show refresh tokens in full: whoever reads one is that person.
admin.site.unregister([OutstandingToken, BlacklistedToken])


class AccountCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "full_name", "level")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = AccountCreationForm
    list_display = ("email", "full_name", "level", "is_staff", "is_active", "joined_at")
    list_editable = ("level",)
    list_filter = ("level", "is_staff", "is_superuser", "is_active", "joined_at")
    search_fields = ("email", "full_name", "id")
    ordering = ("-joined_at",)
    readonly_fields = ("id", "joined_at", "last_login")
    fieldsets = (
        (None, {"fields": ("id", "email", "password")}),
        ("Person", {"fields": ("full_name", "level")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "full_name", "level", "usable_password", "password1", "password2"),
            },
        ),
    )
