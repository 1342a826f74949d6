"""How the API describes itself and its refusals: settings of drf-spectacular and drf-standardized-errors."""

STATUSES = ["400", "401", "403", "404", "409", "413", "415", "429", "503"]
ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "core.api.ExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "core.api.ErrorFormatter",
    "ERROR_SCHEMAS": dict.fromkeys(STATUSES, "core.api.Refusal"),
    "ALLOWED_ERROR_STATUS_CODES": STATUSES,
}
SCHEMA = {
    "TITLE": "Soundbite",
    "DESCRIPTION": "Find any sentence ever said in your videos, and play, cut and share exactly that moment.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ClipFormatEnum": "segments.models.Clip.Format",
        "SupercutFormatEnum": "segments.models.Supercut.Format",
        "RequestStatusEnum": "videos.models.VideoRequest.Status",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_standardized_errors.openapi_hooks.postprocess_schema_enums",
    ],
}
