"""Tables that must not remember the order in which their rows arrived."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class CreateModelWithoutRowid(migrations.CreateModel):
    """Like `CreateModel`; on SQLite without the hidden `rowid` that would restore arrival."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        ordinary = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{ordinary} WITHOUT ROWID"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = ordinary
