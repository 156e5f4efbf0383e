"""What learning is: who is enrolled, what is done, what is locked, what is due, what was scored.

Rules as tables and pure functions. Time is an argument (milliseconds since the epoch), never read here.
"""
