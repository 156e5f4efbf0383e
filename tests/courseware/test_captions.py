import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.captions import Captions, Cue, read_captions, write_srt, write_txt, write_vtt
from carrel.courseware.faults import FaultyCaptions

clock = st.integers(0, 100 * 3_600_000)
lines = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]), min_size=1, max_size=20
    )
    .map(str.strip)
    .filter(lambda line: line and "-->" not in line)
)
plain_lines = lines.filter(lambda line: not set(line) & set("<>&{}\\"))


def captions(
    of_lines: st.SearchStrategy[str], settings: st.SearchStrategy[str]
) -> st.SearchStrategy[Captions]:
    times = st.tuples(clock, clock).map(sorted)
    texts = st.lists(of_lines, min_size=1, max_size=3).map("\n".join)
    cue = st.builds(
        lambda time, text, where: Cue(start=time[0], end=time[1], text=text, settings=where),
        times,
        texts,
        settings,
    )
    return st.lists(cue, min_size=1, max_size=4).map(lambda cues: Captions(cues=tuple(cues)))


@given(captions(lines, st.sampled_from(["", "line:0 align:start"])))
def test_webvtt_reads_as_it_was_written(given_captions):
    assert read_captions(write_vtt(given_captions)) == given_captions


@given(captions(plain_lines, st.just("")))
def test_subrip_reads_as_it_was_written(given_captions):
    assert read_captions(write_srt(given_captions)) == given_captions


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_captions_or_a_fault_with_a_line(text):
    line = 1
    try:
        read_captions(text)
    except FaultyCaptions as fault:
        line = fault.line
    assert 1 <= line <= len(text) + 1


VTT_ONLY = "STYLE\n::cue { color: red }\n\nNOTE not --> a cue\n\n"
HELLO = Captions(
    cues=(Cue(start=1000, end=4500, text="Hello."), Cue(start=5000, end=6000, text="Two\nlines"))
)


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:04,500\nHello.\n\n2\n00:00:05,000 --> 00:00:06,000\nTwo\nlines\n",
        "\ufeff1\r\n00:01,000 --> 00:04,500\r\nHello.\r\n\r\n2\r\n00:05,000 --> 00:06,000\r\nTwo\r\nlines",
        "00:00:01.000 --> 00:00:04.500\nHello.\n\n00:00:05.000 --> 00:00:06.000\nTwo\nlines\n",
        "1\n0:0:1,0-->0:0:4,5\nHello.\n2\n00:05,000  -->  00:06,000\nTwo\nlines\n",
        f"WEBVTT\n\n{VTT_ONLY}first\n00:01.000 --> 00:04.500\nHello.\n\n00:05.000 --> 00:06.000\nTwo\nlines",
    ],
)
def test_the_same_captions_in_many_forms(text):
    assert read_captions(text) == HELLO


def test_markup_of_subrip_becomes_markup_of_webvtt():
    text = '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<I>Salt</I> & <font color="red">1 < 2</font>\n'

    (cue,) = read_captions(text).cues

    assert cue.text == "<i>Salt</i> &amp; 1 &lt; 2"


def test_markup_of_webvtt_becomes_markup_of_subrip():
    cue = Cue(start=0, end=1000, text="<v Teacher><b>Salt</b> &amp; <c.red>water</c>", settings="line:0")

    assert write_srt(Captions(cues=(cue,))) == "1\n00:00:00,000 --> 00:00:01,000\n<b>Salt</b> & water\n"


def test_a_transcript_has_a_paragraph_for_each_pause():
    cues = [(0, 1000, "<i>One</i>"), (1500, 2000, "two &amp;\nthree."), (4000, 5000, "Four.")]
    given_captions = Captions(cues=tuple(Cue(start=start, end=end, text=text) for start, end, text in cues))

    assert write_txt(given_captions) == "One two & three.\n\nFour.\n"


def test_a_long_paragraph_of_a_transcript_ends_with_its_sentence():
    texts = ["word " * 120, "and so on.", "Next."]
    cues = tuple(Cue(start=at * 1000, end=at * 1000 + 999, text=text) for at, text in enumerate(texts))

    assert write_txt(Captions(cues=cues)).endswith("and so on.\n\nNext.\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("Just a text.\n", 1),
        ("1\n00:00:05,000 --> 00:00:01,000\nBackwards\n", 2),
        ("WEBVTT\n\n00:00:01.000 --> later\nNo end\n", 3),
    ],
)
def test_what_is_no_captions_is_refused_with_its_line(text, line):
    with pytest.raises(FaultyCaptions) as caught:
        read_captions(text)

    assert caught.value.line == line


def test_webvtt_without_a_cue_is_captions_of_silence():
    assert read_captions("WEBVTT\n").cues == ()
