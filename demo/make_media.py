"""Make the demo's lectures: speak each narration, draw its slides, time its captions.

A narration is `demo/lectures/<course>/<lecture>.toml`:

    item = "01-welcome/01-first-steps/01-hello"   # the item's folder within demo/courses/<course>/
    title = "Hello"

    [[slides]]
    heading = "What you will make"
    display = "1 claim + 3 sources"    # optional: one large line in a panel
    points = ["One claim", "Three sources"]
    say.en = ["A spoken sentence.", "Another one."]
    say.es = ["Una frase hablada.", "Otra más."]

English is spoken; every language becomes captions, each sentence a cue. The item's folder receives
`video.720p.mp4`, `video.360p.mp4` and `captions.<language>.vtt`. From the repository's root:

    python -m demo.make_media [--force] [PATH ...]

It needs ffmpeg, espeak-ng and the DejaVu fonts. A lecture whose narration has not changed is left alone;
`demo/lectures/made.toml` remembers what each was made from.
"""

import argparse
import json
import shlex
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from demo.studio.narration import Narration, NarrationError, read_narration
from demo.studio.paper import FontError
from demo.studio.recording import (
    FRAMES_PER_SECOND,
    ProgramError,
    Recording,
    record,
    run,
    webvtt,
    write_sound,
)
from demo.studio.slides import FRAME_SIZE, SlideError, draw_slide

DEMO: Final = Path(__file__).parent
LECTURES: Final = DEMO / "lectures"
MADE: Final = LECTURES / "made.toml"

SOUND_OF: Final = {720: "20k", 360: "16k"}
"""The renditions: height in pixels, and the bitrate of the sound."""

ENCODED: Final = shlex.split(
    """
    -c:v libx264 -preset veryslow -tune stillimage -crf 26
    -g 250                  # each slide is one picture, and jumping within it costs little
    -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv
    -c:a aac -ac 1
    -af lowpass=f=7500      # without the hiss of a synthetic voice
    -movflags +faststart    # plays before it is whole
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1
    """,
    comments=True,
)


def products(narration: Narration) -> list[Path]:
    """The files that are made from a narration."""
    videos = [narration.folder / f"video.{height}p.mp4" for height in SOUND_OF]
    return videos + [narration.folder / f"captions.{language}.vtt" for language in narration.languages]


def make(narration: Narration) -> None:
    """Make all files of one lecture, on a desk aside, and put them into its folder once all are there."""
    with tempfile.TemporaryDirectory() as temporary:
        desk = Path(temporary)
        recording = record(narration, desk)
        write_sound(recording, desk / "sound.wav")
        for number, slide in enumerate(narration.slides):
            draw_slide(slide).save(desk / f"slide-{number}.png")
        for height in SOUND_OF:
            film(recording, desk, height)
        for language in narration.languages:
            (desk / f"captions.{language}.vtt").write_text(webvtt(recording, language), "utf-8")
        for product in products(narration):
            shutil.copyfile(desk / product.name, product)


def film(recording: Recording, desk: Path, height: int) -> None:
    """Join the slides and the sound on the desk into `video.<height>p.mp4`."""
    count = len(recording.frames)
    inputs: list[str | Path] = []
    for number, frames in enumerate(recording.frames):
        inputs += ["-loop", "1", "-framerate", str(FRAMES_PER_SECOND), "-t", str(frames / FRAMES_PER_SECOND)]
        inputs += ["-i", desk / f"slide-{number}.png"]
    inputs += ["-i", desk / "sound.wav"]
    shots = "".join(f"[{number}]" for number in range(count))
    size = f"{height * FRAME_SIZE[0] // FRAME_SIZE[1]}:{height}"
    # ffmpeg writes BT.601 unless told; players take a tall picture for BT.709.
    scale = f"scale={size}:flags=lanczos:out_color_matrix=bt709:out_range=tv"
    joined = ["-filter_complex", f"{shots}concat=n={count},{scale},format=yuv420p[picture]"]
    mapped = ["-map", "[picture]", "-map", f"{count}:a", "-b:a", SOUND_OF[height]]
    made = desk / f"video.{height}p.mp4"
    run(["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, *joined, *mapped, *ENCODED, made])


def read_made() -> dict[str, str]:
    """The fingerprint that each lecture was last made from, by the narration's name."""
    return tomllib.loads(MADE.read_text("utf-8")) if MADE.is_file() else {}


def write_made(made: dict[str, str]) -> None:
    """Remember the fingerprints."""
    lines = [f"{json.dumps(name)} = {json.dumps(made[name])}" for name in sorted(made)]
    head = "# What each lecture was made from; demo/make_media.py writes this."
    MADE.write_text("\n".join([head, *lines, ""]), "utf-8")


def make_stale(narrations: Sequence[Narration], *, force: bool) -> Iterator[Narration]:
    """Make what is not up to date, or everything when forced; yield each narration that was."""
    made = read_made()
    for narration in narrations:
        whole = all(product.is_file() for product in products(narration))
        if force or not whole or made.get(narration.name) != narration.fingerprint:
            make(narration)
            made[narration.name] = narration.fingerprint
            write_made(made)
            yield narration


def check_programs() -> None:
    """Raise `ProgramError` when a program that is needed is not installed."""
    if missing := [program for program in ("ffmpeg", "espeak-ng") if not shutil.which(program)]:
        names = " ".join(missing)
        raise ProgramError(
            f"Lectures need programs that are not installed. On Debian: apt-get install {names}"
        )


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.make_media", description="Make the demo's lectures."
    )
    parser.add_argument("--force", action="store_true", help="make what is up to date as well")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="narrations; all when left out")
    return parser.parse_args()


def main() -> int:
    """Make the lectures that the command line names; 1 when one could not be made."""
    asked = arguments()
    try:
        check_programs()
        paths = [path.resolve() for path in asked.paths] or sorted(LECTURES.glob("*/*.toml"))
        narrations = [read_narration(path, DEMO / "courses") for path in paths]
        for narration in make_stale(narrations, force=asked.force):
            size = sum(product.stat().st_size for product in products(narration))
            print(f"{narration.name}: {size / 1000:.0f} kB")
    except (NarrationError, ProgramError, FontError, SlideError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
