from babelix.workflows.states.compare import compare_files


def test_tables_are_written_where_asked(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t500\tE2\nchr1\t500\t1000\tE1\n")
    found = compare_files(tmp_path / "a.bed", tmp_path / "b.bed", tmp_path / "out")
    assert found.agreement == 0.9
    assert (tmp_path / "out" / "confusion.tsv").read_text() == found.confusion_table()
    assert (tmp_path / "out" / "jaccard.tsv").read_text() == found.jaccard_table()
    assert compare_files(tmp_path / "a.bed", tmp_path / "b.bed", by_name=True).agreement == 0.1
