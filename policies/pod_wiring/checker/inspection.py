"""Check files: read them, run the rules, find the line of each finding, apply the comments."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from pod_wiring.checker.comments import Annotated
from pod_wiring.checker.report import Located, Report
from pod_wiring.configuration.config import Exemption
from pod_wiring.files.source import FileError, Source
from pod_wiring.findings.finding import Finding
from pod_wiring.findings.rule import Tier
from pod_wiring.judge import FOREIGN, judge_object, judge_program
from pod_wiring.manifests.manifest import Manifest, manifests_in
from pod_wiring.manifests.shape import misshapen
from pod_wiring.registry import IGNORE_RULES


def inspect(
    sources: Iterable[Source | FileError],
    tiers: Collection[Tier] = FOREIGN,
    exemptions: Sequence[Exemption] = (),
) -> Report:
    """Check files as one program, and return the report.

    Args:
        sources: The files; for a file that could not be read, its error.
        tiers: The tiers whose rules are run.
        exemptions: The objects that a rule does not apply to.
    """
    files: dict[str, Source] = {}
    manifests: list[Manifest] = []
    findings: list[Located] = []
    bad: list[FileError] = []
    for source in sources:
        if isinstance(source, FileError):
            bad.append(source)
            continue
        files[source.name] = source
        file = Annotated(source)  # it has many nodes, so it is parsed again below, and not kept
        read = list(_read(file))
        bad += [each for each in read if isinstance(each, FileError)]
        objects = [each for each in read if isinstance(each, Manifest)]
        findings += _found(file, (each for one in objects for each in judge_object(one, tiers, exemptions)))
        findings += _wrong_comments(file, objects)
        manifests += objects
    again = {name: Annotated(source) for name, source in files.items()}
    for finding in judge_program(manifests, tiers, exemptions):
        findings += _found(again[finding.manifest.file], [finding])
    order = {name: number for number, name in enumerate(files)}
    findings.sort(key=lambda each: (order[each.file], each.place))
    return Report(tuple(files), len(manifests), tuple(findings), tuple(bad))


def _read(file: Annotated) -> Iterator[Manifest | FileError]:
    """Yield the objects of a file; for each that cannot be judged, the error."""
    source = file.source
    try:
        documents = [source.value(root) for root in file.roots]
    except FileError as error:
        if not _is_of_an_editor(source):
            yield error
        return
    for number, value in enumerate(documents):
        for manifest in manifests_in(value, source.name, number):
            wrong = misshapen(manifest)
            yield source.bad_field(file.roots[number], *wrong) if wrong else manifest


def _is_of_an_editor(source: Source) -> bool:
    """Return whether a broken JSON file is probably no manifest: the settings of an editor, with comments."""
    return source.name.endswith(".json") and b'"kind"' not in source.data


def _found(file: Annotated, findings: Iterable[Finding]) -> Iterator[Located]:
    """Yield the findings in a file, with their places, except those that a comment excuses."""
    for finding in findings:
        document, pointer = finding.manifest.document, finding.problem.pointer
        if not file.is_ignored(finding.rule, document, pointer):
            yield Located(finding, file.place(document, pointer))


def _wrong_comments(file: Annotated, manifests: Sequence[Manifest]) -> Iterator[Located]:
    """Yield the mistakes in the comments that ask for an exception."""
    first = {manifest.document: manifest for manifest in reversed(manifests)}
    for comment in file.comments if first else ():
        for rule in IGNORE_RULES if comment.document in first else ():
            for problem in rule.check(comment.ignore):
                yield Located(rule.finding(first[comment.document], problem), comment.place)
