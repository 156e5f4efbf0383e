"""What is published: one file a family of resources, each declared once and read by everything else.

The server's dispatch, the SDK, GraphQL and the reference all read these declarations; nobody repeats a
field's name. Wire names are camelCase and live here and in `server/api/` only. The numbers in docstrings are
rows of the API checklist (`docs/api.md`).
"""
