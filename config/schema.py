"""The API's schema over HTTP."""

from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request


class SchemaView(SpectacularAPIView):
    """The same for everybody, as YAML or JSON: made once by each process, for that takes half a second."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = request.accepted_renderer
        name = f"Soundbite.{form.format}"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(written(form.format), content_type=form.media_type, headers=headers)


@cache
def written(form: str) -> Any:
    renderer = next(known for known in SchemaView.renderer_classes if known.format == form)
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # it has no types
    return renderer().render(schema)
