"""Talks to the house, and group conversations: asked for, planned, counted. Never who came."""
