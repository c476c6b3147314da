"""How big a file and a function may be."""

from statistics import median

from tests.house.source import ROOT, Function, Source, everything, product

FILE_LIMIT = 400
MEDIAN_LIMIT = 80
FUNCTION_USUAL = 50
FUNCTION_LIMIT = 100
SHARE_OF_USUAL = 0.98


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _functions() -> list[tuple[Source, Function]]:
    return [(source, node) for source in everything() if not source.is_migration for node in source.functions()]


def test_no_file_is_too_long() -> None:
    """In one file of 1,900 lines of actions, two people cannot work on one day, and nobody finds the second rule."""
    paths = [source.path for source in everything() if not source.is_migration]
    paths += [*ROOT.glob("tests/**/*.py"), *ROOT.glob("web/src/**/*.ts"), *ROOT.glob("web/src/**/*.vue")]
    paths += [*ROOT.glob("vitalgrid/**/*.html")]
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines; split it into a package of the same name"
        for path in paths
        if (lines := len(path.read_text().splitlines())) > FILE_LIMIT
    ]
    assert not wrong, "\n".join(wrong)


def test_files_stay_small() -> None:
    """Half of the files fit on two screens, so that reading one is not a day's work. Empty ones do not count."""
    sizes = [lines for source in product() if (lines := len(source.text.splitlines())) > 1]
    assert median(sizes) <= MEDIAN_LIMIT, f"the median file has {median(sizes)} lines"


def test_functions_stay_small() -> None:
    """In a function of 240 lines nobody sees that the permission check is missing on one path."""
    sizes = [(_length(node), source.at(node, node.name)) for source, node in _functions()]
    giants = [f"{where}: {length} lines" for length, where in sizes if length > FUNCTION_LIMIT]
    assert not giants, "\n".join(giants)
    long = sorted(((length, where) for length, where in sizes if length > FUNCTION_USUAL), reverse=True)
    allowed = int(len(sizes) * (1 - SHARE_OF_USUAL))
    listed = "\n".join(f"{where}: {length} lines" for length, where in long)
    assert len(long) <= allowed, f"{len(long)} functions over {FUNCTION_USUAL} lines, {allowed} allowed:\n{listed}"
