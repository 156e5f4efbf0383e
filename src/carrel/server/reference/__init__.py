"""The learner API described from its declarations: for programs as OpenAPI, for people as pages."""
