"""What Alembic runs for every upgrade: on the connection it is given, within the transaction open there."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
