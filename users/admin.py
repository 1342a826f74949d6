"""Accounts in the admin pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from rest_framework_api_key.models import APIKey
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from users.models import ApiKey, User

# simplejwt's pages show refresh tokens in full: whoever reads one is that person.
admin.site.unregister([OutstandingToken, BlacklistedToken, APIKey])  # and the library's own keys, which are nobody's


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


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    """Which keys there are. They are made by their persons; here they can be revoked or deleted."""

    list_display = ("prefix", "user", "name", "created", "used_at", "revoked")
    list_filter = ("revoked", "created")
    search_fields = ("prefix", "name", "user__email")
    readonly_fields = ("user", "prefix", "name", "created", "used_at")
    fields = (*readonly_fields, "expiry_date", "revoked")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False
