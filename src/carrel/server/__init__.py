"""The school on the network: the learner API, the web classroom, the media. It alone joins both columns."""
