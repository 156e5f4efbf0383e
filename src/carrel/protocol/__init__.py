"""How any resource speaks: the Naptime protocol, parsed and written by the same grammars.

Pure and on the standard library alone. A server routes requests with it and writes answers; a client
writes requests with it and reads answers.
"""
