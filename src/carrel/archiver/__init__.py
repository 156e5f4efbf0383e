"""The archiver: a course of any site that speaks the learner API, mirrored into a library on disk.

`remote` asks, `syllabus` and `plan` decide (pure), `transfer` fetches, `ledger` remembers, `library` writes
the course folder, and `mirror` is all of them in their order.
"""
