"""The GraphQL gateway: a schema in its own language, and the door that executes against it."""
