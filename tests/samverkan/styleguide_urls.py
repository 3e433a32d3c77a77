"""The project's addresses and the style guide, which the project itself shows only under DEBUG."""

from django.urls import path

from samverkan.styleguide import styleguide
from samverkan.urls import urlpatterns as project

urlpatterns = [path("styleguide/", styleguide), *project]
