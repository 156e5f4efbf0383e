"""The learner API: one door (`dispatch`), and one answer for each resource."""
