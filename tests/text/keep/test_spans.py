import pytest

from babelix.text.keep.alphabet import Alphabet
from babelix.text.keep.kinds import KINDS
from babelix.text.keep.spans import find_spans

# What stands between bars is kept; each line asks for one kind.
CASES = {
    "urls": [
        "See |https://example.com/a?b=1&c=(d)|.",
        "(see |www.a.org|), or |http://x.y/z_(w)|)",
        "“|https://a.org/|” and <|ftp://b.net/c|>",
        "|example.org/page| and |mail.example.co.uk|, not the end.It is late nor e.g. this",
        "a stop.Then |files.xyz/old| no.way",
        "看|https://b.cn/x|。好 中文|www.a.com|中文",
        "write |mailto:a@b.org|!",
    ],
    "emails": [
        "Write to |anna.b+c@mail.example.org|.",
        "|a@b.org|, |c_d@e-f.net|; nobody@home @you me@",
        "请写信到|a@b.com|，谢谢",
        "'|x@y.fr|'",
    ],
    "emoji": [
        "|🍕|! |👨‍👩‍👧| |🇫🇷||🇬🇧| |❤️| |1️⃣| |👍🏽||👍|",
        "|🏴󠁧󠁢󠁥󠁮󠁧󠁿| |☀||⭐| |©️| but © 2020 ™ and 1 # *",
        "|:-)| no:) f(x:) |<3| |;)|.",
        "a |\ue123| b",
    ],
    "numbers": [
        "Invoice |48213| of $|1,234.56| on |2024-01-31| at |10:30am|, |5kg| or |120km/h|.",
        "|-5| and |20-30|, |3.14|; |10 000| of |10,000|, |1/2|, |24/7|. |25°C|",
        "|+33 6 12 34 56| or (|555|) |123-4567|, |2024-01-31T10:30:00Z|",
        "|50|-year-old, |10|%, 1st, 22nd, 1990s, B2, COVID-19, v1.2.b, x2",
        "It was |2019|. |7| came",
        "|5 km| or |1.85 m|, |20 m²|, |30 °C|. |3 MB/s| |120 km/h|; |40 W|-bulb",
        "$|5| m and €|7| k, |5| men, |3| l'eau or |12| am, |6 ms|. |4| May, $ |5| m, |2| h/j",
        "|2015| ha vinto, v |5| s tebou, |20| h, |30| min, |3| t",
    ],
    "tags": [
        "|<b>|bold|</b>| a < b and c > d |<br/>||<br />|",
        '|<code>f(x)</code>| |<kbd class="k">Enter</kbd>| |<code>|a|<b>|c|</b>||</code>|',
        '|<a href="https://x.com/?a">|x|</a>| |<!-- no -->| R|&amp;|D |&#39;| |&#xA0;| & ;',
    ],
    "placeholders": [
        "Hello |{name}|, |{0}| |{}| |{n:.2f}| |${x}| |{{y}}|",
        "|%s| |%d|, |%(name)s| |%1$s| |%.2f| x|%s||%s||%d| and 100% sure, 50%. %% {not this}",
    ],
    "code": [
        "Open |README.md| and run |src/my-tool/setup.py|, not |IMG_0012.JPG|, |notes.v2.txt| or |2024-report.pdf|.",
        "See |/usr/local/bin|, |~/notes|, |../data/x.csv|, |/etc| and |C:\\Users\\me\\a.txt|; he /she",
        "and/or, 5 km/h, 1/2",
        "Call |get_name()|, |os.path.join()| or |my_var|, |`--help`| x",
        "Use |--no-split| or |--seed=1|; I know --he said-- |C++| and |C#|, not Vitamin C.",
        "`I never saw him,' said Alice. `Nor did I,' he said. ``Hello'' isn`t don`t x` `y",
        '`a` |`b c`|, |__init__| __very__ 5 $/kg/day "yes"/no/maybe (he)/she/they'.replace("`a`", "|`a`|"),
        "_So_ she left.Log in ____",
        "</b> <br/> now.Go e.g. this, |Node.js|",
    ],
    "handles": [
        "|@anna| and |@bo@social.org| like |#paris2024|, a@b #1 &#xA0; C#x",
    ],
    "signs": [
        "|**|Important:|**| read |*|this|*|, |~~|not|~~| |_|that one|_|.",
        r'|[|the page|](https://a.org/b "c")| |![|photo|](x.jpg)| [no] (link) [x](y z)',
        "|**|a |*|b|*| c|**| but 2 * 3 * 4, a_b_c, note*, 5*3*2, **open and * , ****",
    ],
    "unread": [
        "|田中| went to |Łódź, Москва| and Paris.",
        "a < b, x_1, Été donʼt ℹ",
    ],
}
ALPHABET = Alphabet(frozenset("é"), frozenset({"LATIN"}))


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_is_found_and_nothing_else(kind: str) -> None:
    assert set(CASES) == set(KINDS) - {"capitals"}  # no part of a text: test_capitals
    for marked in CASES[kind]:
        parts = marked.split("|")
        text = "".join(parts)
        found = find_spans(text, {kind}, ALPHABET)
        assert [span.text for span in found] == parts[1::2], marked
        assert all(text[span.start : span.end] == span.text and span.kind == kind for span in found)


def test_spans_of_several_kinds_do_not_overlap() -> None:
    text = '<a href="https://x.com/1">Room 12</a> a1@b2.org https://c.org/345?x={id}'
    found = find_spans(text, set(KINDS))
    assert [(span.kind, span.text) for span in found] == [
        ("tags", '<a href="https://x.com/1">'),
        ("numbers", "12"),
        ("tags", "</a>"),
        ("emails", "a1@b2.org"),
        ("urls", "https://c.org/345?x="),
        ("placeholders", "{id}"),
    ]
    assert find_spans(text, set()) == []


def test_words_of_another_script_in_an_address_or_markup_are_part_of_it() -> None:
    text = "см. https://ru.org/Москва <b class='я'>да</b> 5 км"
    found = find_spans(text, set(KINDS) - {"numbers"}, ALPHABET)
    assert [(span.kind, span.text) for span in found] == [
        ("unread", "см"),
        ("urls", "https://ru.org/Москва"),
        ("tags", "<b class='я'>"),
        ("unread", "да"),
        ("tags", "</b>"),
        ("unread", "км"),
    ]
    assert not find_spans("Москва", {"unread"})
    assert not find_spans("Москва", {"urls"}, ALPHABET)


def test_a_long_line_of_dots_and_ats_takes_no_long() -> None:
    for text in (
        "a." * 4000,
        "a@" * 4000,
        "1," * 4000,
        "<a " * 2000,
        "{" * 4000,
        "x" * 9000 + "@",
        "%(" * 4000,
        "<!--" * 20_000,
        "é-ж" * 9000,
        "ж " * 9000,
        "ж" + " " * 9000,
        "*a " * 9000,
        "**a" * 4000,
        "a+" * 20_000,
        "+" * 40_000,
        "`a" * 9000,
        "/a" * 9000,
        "[a](" * 9000,
        "a." * 9000 + "_",
    ):
        assert isinstance(find_spans(text, set(KINDS), ALPHABET), list)


def test_a_comment_is_one_from_where_it_last_begins() -> None:
    found = find_spans("a <!-- b <!-- c --> d --> <!----> <!-- e", {"tags"})
    assert [span.text for span in found] == ["<!-- c -->", "<!---->"]
