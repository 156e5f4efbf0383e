"""A course as a document: its types, its prose, its captions, and the folder it is written in.

The ground under both columns of the house: it knows neither databases, nor networks, nor learners.
"""
