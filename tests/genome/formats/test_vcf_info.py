import pytest

from babelix.genome.formats.vcf import read_lines
from babelix.genome.formats.vcf_info import declaration, declared, with_declarations, with_info

NAMES = ["S", "F"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b".", b"F=x;S=1,2"),
        (b"", b"F=x;S=1,2"),
        (b"AF=0.5;DB", b"AF=0.5;DB;F=x;S=1,2"),
        (b"N=50%25 of 100%;", b"N=50%25 of 100%;F=x;S=1,2"),
        (b"S=9;AF=0.5;F=y", b"AF=0.5;F=x;S=1,2"),
        (b"S=9", b"F=x;S=1,2"),
        (b"SS=9;\xff=1", b"SS=9;\xff=1;F=x;S=1,2"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("samples", [b"", b"\tGT\t0/1 \xe9"])
def test_fields_come_at_the_end_of_info_and_nothing_else_changes(before, after, end, samples):
    row = b"c\t7\t.\tA\tG\t.\tPASS\t%s" + samples + end
    assert with_info(row % before, {"F": "x", "S": "1,2"}, NAMES) == row % after


def test_a_row_without_the_column_or_without_values_stays():
    assert with_info(b"c\t7\t.\tA\tG\n", {"F": "x"}, NAMES) == b"c\t7\t.\tA\tG\n"
    assert with_info(b"c\t7\t.\tA\tG\t.\t.\tDB\n", {}, NAMES) == b"c\t7\t.\tA\tG\t.\t.\tDB\n"
    assert with_info(b"c\t7\t.\tA\tG\t.\t.\tF=y\n", {}, NAMES) == b"c\t7\t.\tA\tG\t.\t.\t.\n"


def test_declarations_stand_before_the_heading_and_replace_older_ones(tmp_path):
    added = ["##tool=<M=1>", declaration("S", "A", "Float", 'a "b" \\')]
    assert added[1] == '##INFO=<ID=S,Number=A,Type=Float,Description="a \\"b\\" \\\\">'
    assert declared(added) == ["S"]
    (tmp_path / "x.vcf").write_bytes(
        b"##fileformat=VCFv4.2\r\n##tool=<M=0>\r\n##INFO=<ID=S,Number=1,Type=String>\r\n##INFO=<ID=SX>\r\n"
        b"#CHROM\tPOS\r\nc\t7\t.\tA\tG\n\nc\t8\t.\tA\tG"
    )
    lines = list(with_declarations(read_lines(tmp_path / "x.vcf"), added))
    assert [row for row, _ in lines] == [0, 0, 0, 0, 0, 1, 0, 2]
    assert b"".join(line for _, line in lines) == (
        b'##fileformat=VCFv4.2\r\n##INFO=<ID=SX>\r\n##tool=<M=1>\r\n##INFO=<ID=S,Number=A,Type=Float,Description="a '
        b'\\"b\\" \\\\">\r\n#CHROM\tPOS\r\nc\t7\t.\tA\tG\n\nc\t8\t.\tA\tG\n'
    )
