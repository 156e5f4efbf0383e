"""Every row of the API's checklist at the wire: what is asked is answered, and what is changed is read back.

The cases are short, and each asks twice: in plain HTTP, as whoever wrote a client years ago, and with our own
client, from the declarations. What lies deeper is tested beside the code.
"""
