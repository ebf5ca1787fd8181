import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.text import ParallelCorpus, read_parallel, read_tsv
from babelix.text.corpus import find_pair

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t")).filter(lambda line: line.strip())


def write(path, content):
    path.write_bytes(gzip.compress(content.encode()) if path.suffix == ".gz" else content.encode())
    return path


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_two_files_line_by_line(tmp_path, ending):
    source = write(tmp_path / f"a.en{ending}", "one\ntwo\r\n  three\u2028x\n")
    target = write(tmp_path / f"a.fr{ending}", "un\ndeux\ntrois")
    corpus = read_parallel(source, target)
    assert corpus.source == ["one", "two", "  three\u2028x"]
    assert corpus.target == ["un", "deux", "trois"]
    assert len(corpus) == 3


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_tab_separated_pairs_ignore_further_columns(tmp_path, ending):
    path = write(tmp_path / f"a.tsv{ending}", "one\tun\nGo.\tVa !\tCC-BY 2.0\t\n")
    assert read_tsv(path) == ParallelCorpus(["one", "Go."], ["un", "Va !"])


@given(pairs=st.lists(st.tuples(WORDS, WORDS), max_size=7))
def test_what_is_written_is_read(tmp_path_factory, pairs):
    folder = tmp_path_factory.mktemp("pairs")
    expected = ParallelCorpus([s for s, _ in pairs], [t for _, t in pairs])
    tsv = write(folder / "a.tsv", "".join(f"{s}\t{t}\n" for s, t in pairs))
    assert read_tsv(tsv) == expected
    sides = [
        write(folder / name, "".join(f"{line}\n" for line in lines)) for name, lines in vars(expected).items()
    ]
    assert read_parallel(*sides) == expected


def test_other_columns_by_number_and_empty_lines_at_the_end(tmp_path):
    path = write(tmp_path / "a.tsv", "17\tone\tx\tun\n19\tGo.\ty\tVa !\n\n \n")
    assert read_tsv(path, (2, 4)) == ParallelCorpus(["one", "Go."], ["un", "Va !"])
    assert read_tsv(path, (4, 2)) == ParallelCorpus(["un", "Va !"], ["one", "Go."])
    with pytest.raises(RequestError, match=r"a\.tsv, line 1: expected text in columns 2 and 5, got '17"):
        read_tsv(path, (2, 5))


def test_numbers_of_lines_are_no_language(tmp_path):
    path = write(tmp_path / "a.tsv", "17\tone\tun\n19\tGo.\tVa !\n")
    headed = write(tmp_path / "c.tsv", "id\ten\tfr\n17\tone\tun\n19\tGo.\tVa !\n")
    for each in (path, headed):
        with pytest.raises(
            RequestError, match=r"column 1 holds little but numbers.*`columns`, such as \[2, 3\]"
        ):
            read_tsv(each)
    # A number among sentences is a sentence.
    assert len(read_tsv(write(tmp_path / "d.tsv", "17\t17\tx\nGo.\tVa !\tx\nOne.\tUn.\tx\n"))) == 3
    # Two columns of numbers and words may be what someone wants to train on.
    assert len(read_tsv(write(tmp_path / "b.tsv", "17\tdix-sept\n19\tdix-neuf\n"))) == 2


def test_pairs_in_a_file_of_sentences_are_refused(tmp_path):
    first, second = write(tmp_path / "a.tsv", "one\nGo.\tVa !\n"), write(tmp_path / "b.tsv", "un\ndeux\n")
    for pair in ((first, second), (second, first)):
        with pytest.raises(RequestError, match=r"a\.tsv, line 2 holds a tab: .* several are several corpora"):
            read_parallel(*pair)


def test_cut_and_joined_are_each_others_inverse():
    corpus = ParallelCorpus(["a", "b", "c"], ["x", "y", "z"])
    assert corpus.cut(2) == (ParallelCorpus(["a", "b"], ["x", "y"]), ParallelCorpus(["c"], ["z"]))
    assert corpus.cut(-1) == (ParallelCorpus([], []), corpus)
    for at in range(5):
        head, tail = corpus.cut(at)
        assert head.joined(tail) == corpus


def test_lines_empty_on_both_sides_are_left_out(tmp_path):
    source, target = write(tmp_path / "a", "one\n\n \nfour\n"), write(tmp_path / "b", "un\n \n\nquatre\n")
    assert read_parallel(source, target) == ParallelCorpus(["one", "four"], ["un", "quatre"])


def test_empty_files_give_no_pairs(tmp_path):
    empty = write(tmp_path / "a", "")
    assert len(read_parallel(empty, empty)) == len(read_tsv(empty)) == 0


def test_unequal_lengths_are_counted(tmp_path):
    source, target = write(tmp_path / "a", "one\ntwo\n"), write(tmp_path / "b", "un\ndeux\ntrois\n")
    with pytest.raises(
        RequestError, match=r"a has 2 lines and .*b has 3; line i of one must translate line i"
    ):
        read_parallel(source, target)


@pytest.mark.parametrize(
    ("contents", "empty"), [(("one\n \n", "un\ndeux\n"), "a"), (("one\ntwo\n", "un\n\n"), "b")]
)
def test_a_line_empty_on_one_side_is_named_with_its_file(tmp_path, contents, empty):
    source, target = (write(tmp_path / name, content) for name, content in zip("ab", contents, strict=True))
    with pytest.raises(RequestError) as caught:
        read_parallel(source, target)
    assert str(caught.value) == f"line 2 is empty in {tmp_path / empty} only; remove the pair"


@pytest.mark.parametrize("line", ["no tab", "\tun", "one\t", "one\t \tmore", ""])
def test_a_line_that_is_no_pair_is_named(tmp_path, line):
    path = write(tmp_path / "a.tsv", f"one\tun\n{line}\nthree\ttrois\n")
    with pytest.raises(RequestError, match=r"a.tsv, line 2: expected source TAB target, got "):
        read_tsv(path)


def test_a_line_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / "a.tsv").write_bytes(b"one\tun\ntwo\td\xe9j\xe0\n")
    with pytest.raises(RequestError, match=r"a.tsv, line 2: not UTF-8 \(byte 0xe9 at column 6\)"):
        read_tsv(tmp_path / "a.tsv")


def test_normalised_treats_both_sides():
    corpus = ParallelCorpus(["it\u2019s"], ["\u00e7a\u00a0va"])
    assert corpus.normalised(["quotes", "spaces"]) == ParallelCorpus(["it's"], ["\u00e7a va"])
    assert corpus.normalised([]) == corpus


def test_empty_sides_are_read_where_they_are_wanted(tmp_path):
    write(tmp_path / "a.tsv", "one\tun\n\tdeux\nthree\nfour\t \n")
    found = read_tsv(tmp_path / "a.tsv", empty=True)
    assert (found.source, found.target) == (["one", "", "three", "four"], ["un", "deux", "", " "])
    write(tmp_path / "a.en", "one\n\n\nfour\n")
    write(tmp_path / "a.fr", "un\ndeux\n\n\n")
    found = read_parallel(tmp_path / "a.en", tmp_path / "a.fr", empty=True)
    assert (found.source, found.target) == (["one", "", "four"], ["un", "deux", ""])


def test_a_pair_is_found_in_its_file(tmp_path):
    write(tmp_path / "a.tsv", "1\tone\tun\n2\n3\ttwo  three\tdeux\n")
    asked = ([tmp_path / "a.tsv"], (2, 3), ["spaces"])
    assert find_pair(("two three", "deux"), *asked) == f"{tmp_path / 'a.tsv'}, line 3"
    assert find_pair(("one", "deux"), *asked) is None
    write(tmp_path / "a.en", "one\n\ntwo\n")
    write(tmp_path / "a.fr", "un\n\ndeux\n")
    both = [tmp_path / "a.en", tmp_path / "a.fr"]
    assert find_pair(("two", "deux"), both, (1, 2), []) == f"{tmp_path / 'a.en'}, line 3"
