"""The web classroom's part of the URL map. Routes of a course's files must stand before these."""

from starlette.routing import Route

from carrel.server.web import (
    catalogue,
    course,
    gradebook,
    graded_person,
    grades,
    home,
    item,
    reading,
    sign_in,
    static,
)

ROUTES: list[Route] = [
    Route("/", home.show, name="home"),
    Route("/sign-in", sign_in.show, name="sign-in"),
    Route("/sign-in", sign_in.submit, methods=["POST"]),
    Route("/sign-in/link/{token}", sign_in.follow),
    Route("/sign-out", sign_in.leave, methods=["POST"]),
    Route("/courses", catalogue.show, name="catalogue"),
    Route("/static/{digest}/{name:path}", static.answer),
    Route("/learn/{slug}", course.redirect),
    Route("/learn/{slug}/home", course.redirect),
    Route("/learn/{slug}/home/welcome", course.show, name="course"),
    Route("/learn/{slug}/home/module/{number}", course.show_module),
    Route("/learn/{slug}/home/week/{number}", course.show_week),
    Route("/learn/{slug}/home/grades", grades.show),
    Route("/learn/{slug}/gradebook", gradebook.show),
    Route("/learn/{slug}/gradebook.csv", gradebook.download),
    Route("/learn/{slug}/gradebook/{learner:int}", graded_person.show),
    Route("/learn/{slug}/gradebook/{learner:int}/{item_id}", graded_person.submit, methods=["POST"]),
    Route("/learn/{slug}/enroll", course.join, methods=["POST"]),
    Route("/learn/{slug}/supplement/{item_id}/complete", reading.complete, methods=["POST"]),
    Route("/learn/{slug}/{segment}/{item_id}", item.show),
    Route("/learn/{slug}/{segment}/{item_id}/{item_slug}", item.show),
]
"""Every page. The part of an item's address that names its kind may be any: the item's id alone decides."""
