from carrel.courseware.faults import Fault, FaultyFolder


def test_a_faulty_folder_lists_its_faults_in_the_order_of_the_folder():
    late = Fault("b.toml", 0, "It is missing.", "Write it.")
    early = Fault("a.toml", 12, "It is wrong.", "Mend it.")
    first = Fault("a.toml", 2, "It is wrong.", "Mend it.")

    error = FaultyFolder([late, early, first])

    assert str(error).splitlines() == [
        "a.toml:2: It is wrong. Mend it.",
        "a.toml:12: It is wrong. Mend it.",
        "b.toml: It is missing. Write it.",
    ]
