"""Checks files: reads them, runs the rules, finds the line of each finding, heeds the comments."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from policies.comments import Annotated
from policies.config import Exemption
from policies.judge import FOREIGN, judge
from policies.manifest import Manifest, manifests_in
from policies.reading import BadInput, Source
from policies.registry import IGNORE_RULES
from policies.report import Located, Report
from policies.rule import Tier
from policies.shape import misshapen


def inspect(
    sources: Iterable[Source | BadInput],
    tiers: Collection[Tier] = FOREIGN,
    exemptions: Sequence[Exemption] = (),
) -> Report:
    """Check files as one program.

    Args:
        sources: The files; an error in place of one that could not be read.
        tiers: The tiers whose rules are run.
        exemptions: Which rules need not hold of which objects.
    """
    files: dict[str, Annotated] = {}
    manifests: list[Manifest] = []
    bad: list[BadInput] = []
    for source in sources:
        if isinstance(source, BadInput):
            bad.append(source)
            continue
        files[source.name] = Annotated(source)
        for each in _read(source):
            if isinstance(each, Manifest):
                manifests.append(each)
            else:
                bad.append(each)
    findings = [*_found(manifests, tiers, exemptions, files), *_wrong_comments(manifests, files)]
    order = {name: number for number, name in enumerate(files)}
    findings.sort(key=lambda each: (order[each.file], each.place))
    return Report(tuple(files), len(manifests), tuple(findings), tuple(bad))


def _read(source: Source) -> Iterator[Manifest | BadInput]:
    """Yield the objects of a file; in place of what cannot be judged, what is wrong with it."""
    try:
        documents = source.documents()
    except BadInput as error:
        yield error
        return
    for number, value in enumerate(documents):
        for manifest in manifests_in(value, source.name, number):
            wrong = misshapen(manifest)
            yield source.bad_field(number, *wrong) if wrong else manifest


def _found(
    manifests: Sequence[Manifest],
    tiers: Collection[Tier],
    exemptions: Sequence[Exemption],
    files: dict[str, Annotated],
) -> Iterator[Located]:
    """Yield what the rules find, where it is, but for what a comment excuses."""
    for finding in judge(manifests, tiers, exemptions):
        file, document = files[finding.manifest.file], finding.manifest.document
        if not file.is_ignored(finding.rule, document, finding.problem.pointer):
            yield Located(finding, file.place(document, finding.problem.pointer))


def _wrong_comments(manifests: Sequence[Manifest], files: dict[str, Annotated]) -> Iterator[Located]:
    """Yield what is wrong with the comments that ask to overlook a rule."""
    first = {(manifest.file, manifest.document): manifest for manifest in reversed(manifests)}
    for (name, document), manifest in first.items():
        for comment in files[name].comments:
            for rule in IGNORE_RULES if comment.document == document else ():
                for problem in rule.check(comment.ignore):
                    yield Located(rule.finding(manifest, problem), comment.place)
