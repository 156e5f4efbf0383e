from click.testing import CliRunner

from carrel.cli.root import carrel
from tests.builders import a_folder

ARRANGED = '[[specializations]]\nslug = "a-quiet-life"\ncourses = ["study-well-online"]\n'


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(carrel, [str(one) for one in arguments])
    return result.exit_code, result.output


def test_the_catalogue_is_arranged_by_a_file(tmp_path):
    data, file = tmp_path / "school", tmp_path / "catalogue.toml"
    file.write_text(ARRANGED)
    run("init", data)

    too_early = run("catalogue", file, "--data", data)
    run("publish", a_folder(tmp_path / "course"), "--data", data)
    done = run("catalogue", file, "--data", data)

    assert too_early[0] == 1
    assert "study-well-online" in too_early[1]
    assert done == (0, "The catalogue is arranged: 0 domains, 1 specialization, 0 lists.\n")


def test_a_program_is_registered_listed_and_forgotten(tmp_path):
    data = tmp_path / "school"
    run("init", data)

    refused = run("client", "add", "Planner", "--redirect-uri", "javascript:x", "--data", data)
    added = run("client", "add", "Planner", "--redirect-uri", "https://example.org/back", "--data", data)
    client_id = added[1].split()[1]
    listed = run("client", "list", "--data", data)
    removed = run("client", "remove", client_id, "--data", data)

    assert refused[0] == 1
    assert "cannot be returned to" in refused[1]
    assert "client_secret" in added[1]
    assert listed == (0, f"{client_id}  Planner  https://example.org/back\n")
    assert removed[0] == 0
    assert client_id not in run("client", "list", "--data", data)[1]
    assert run("client", "remove", client_id, "--data", data)[0] == 1
