"""The page of a run."""

from pathlib import Path

from bench.measure import Cost
from bench.report import Row, keep, machine, mistakes, page, table

ROW = Row({"Ours": [Cost(1, 2, 4), Cost(2, 4, 8)], "Theirs": [Cost(0, 5, 6)]}, [1.0, 0.5], 2, ['"of the"'], [3.0, 2.0])


def test_table_gives_median_and_95th_percentile() -> None:
    assert table({"stop": ROW}, "Ours", ["Theirs"]).splitlines()[2] == (
        "| stop | 1.00 / 2.00 | 3.00 / 6.00 | 2.00 / 3.00 | 4.00 / 8.00 |"
        " 5.00 / 5.00 | 6.00 / 6.00 | 0.750 (0.500) | 1 of 2 |"
    )


def test_type_without_peers_has_dashes() -> None:
    row = Row({"Ours": [Cost(1, 2, 4)]})

    assert table({"newest": row}, "Ours", ["Theirs"]).splitlines()[2] == (
        "| newest | 1.00 / 1.00 | 3.00 / 3.00 | - | 4.00 / 4.00 | - | - | - | 0 of 0 |"
    )


def test_last_row_holds_all_requests() -> None:
    row = Row({"Ours": [Cost(8, 1, 9)]}, answered=1, searching=[9.0])

    assert table({"stop": ROW, "newest": row}, "Ours", ["Theirs"]).splitlines()[-1] == (
        "| all | 2.00 / 8.00 | 6.00 / 9.00 | 3.00 / 9.00 | 8.00 / 9.00 | - | - | 0.750 (0.500) | 1 of 3 |"
    )


def test_mistakes_are_named() -> None:
    assert mistakes({"stop": ROW}) == '\nAnswered wrongly:\n\n- stop: "of the"\n'
    assert mistakes({"stop": Row()}) == ""


def test_machine_says_where_it_ran() -> None:
    when, where, versions = machine("18.4")

    assert when.endswith(when.rsplit("commit ", 1)[1])
    assert " cores, " in where
    assert "PostgreSQL 18.4" in versions


def test_page_is_kept(tmp_path: Path) -> None:
    keep(tmp_path / "results" / "search.md", page("Search", ["a fact"], "a table"))

    assert (tmp_path / "results" / "search.md").read_text() == "# Search\n\n- a fact\n\na table\n"
