"""The one small store that forgets. Nothing but the vault imports it; raw keys never leave it."""
