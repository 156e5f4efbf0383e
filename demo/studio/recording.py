"""A narration, spoken: the sound, and when each sentence and each slide begins and ends."""

import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demo.studio.narration import SPOKEN, Narration

VOICE: Final = ("-v", "en-us", "-s", "150", "-p", "42", "-g", "1", "-z")
HERTZ: Final = 22_050
FRAMES_PER_SECOND: Final = 5
SAMPLES_PER_FRAME: Final = HERTZ // FRAMES_PER_SECOND
PAUSE: Final = HERTZ * 35 // 100
"""Samples of silence before every sentence and after the last one of a slide."""


class ProgramError(Exception):
    """A program that the studio needs failed; the message holds its complaint."""


@dataclass(frozen=True)
class Cue:
    """One spoken sentence: when it begins and ends, in samples, and what it says in each language."""

    start: int
    end: int
    texts: dict[str, str]


@dataclass(frozen=True)
class Recording:
    """The sound (16-bit mono samples at `HERTZ`), the cues, and for how many frames each slide is shown."""

    samples: bytes
    cues: tuple[Cue, ...]
    frames: tuple[int, ...]


def run(command: Sequence[str | Path]) -> None:
    """Run a program to its end; raises `ProgramError` when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProgramError(f"{command[0]} failed: {done.stderr.strip()}")


def record(narration: Narration, desk: Path) -> Recording:
    """Speak every slide in turn, using the folder `desk`; needs espeak-ng, raises `ProgramError`."""
    samples, cues, frames = bytearray(), [], []
    for says in narration.says:
        begin = len(samples)
        for number, sentence in enumerate(says[SPOKEN]):
            samples += silence(PAUSE)
            start = len(samples)
            samples += speak(sentence, desk)
            texts = {language: sentences[number] for language, sentences in says.items()}
            cues.append(Cue(start // 2, len(samples) // 2, texts))
        samples += silence(PAUSE)
        # A slide lasts whole frames, so that sound and picture stay together to the end.
        samples += silence((begin - len(samples)) // 2 % SAMPLES_PER_FRAME)
        frames.append((len(samples) - begin) // 2 // SAMPLES_PER_FRAME)
    return Recording(bytes(samples), tuple(cues), tuple(frames))


def speak(sentence: str, desk: Path) -> bytes:
    """The samples of one spoken sentence."""
    spoken = desk / "sentence.wav"
    run(["espeak-ng", *VOICE, "-w", spoken, sentence])
    with wave.open(str(spoken), "rb") as sound:
        samples: bytes = sound.readframes(sound.getnframes())
    return samples


def silence(samples: int) -> bytes:
    """So many samples of nothing."""
    return bytes(2 * samples)


def write_sound(recording: Recording, path: Path) -> None:
    """The sound as a WAV file."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(HERTZ)
        sound.writeframes(recording.samples)


def webvtt(recording: Recording, language: str) -> str:
    """The captions of one language as a WebVTT file."""
    cues = (f"{clock(cue.start)} --> {clock(cue.end)}\n{cue.texts[language]}\n" for cue in recording.cues)
    return "\n".join(["WEBVTT\n", *cues])


def clock(samples: int) -> str:
    """A moment as WebVTT writes it: `00:01:02.345`."""
    minutes, milliseconds = divmod(round(samples * 1000 / HERTZ), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
