"""Forms print themselves in the house's markup, so that a page says `{{ form }}` and no more."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Label, hint, problem and control of each field from our own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "components/field.html"
