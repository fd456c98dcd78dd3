"""The format for test reports: JUnit's XML, with a test case for each file."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pod_wiring.checker.report import Report
from pod_wiring.findings.finding import Severity

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report) -> str:
    """Return one suite. A file with findings fails; a file that could not be judged is an error."""
    suite = Element("testsuite", name="pod-wiring", tests=str(len(report.files)))
    cases = {
        file: SubElement(suite, "testcase", classname="pod-wiring", name=_xml(file)) for file in report.files
    }
    for each in report.findings:
        finding = each.finding
        if finding.severity is not Severity.INFO:
            failure = SubElement(cases[each.file], "failure", type=finding.rule, message=_xml(str(finding)))
            failure.text = (
                f"line {each.place.line}, column {each.place.column}: {_xml(finding.problem.pointer)}"
            )
    for bad in report.bad:
        SubElement(cases.get(bad.file, suite), "error", type="bad-input", message=_xml(str(bad)))
    for name in ("failure", "error"):
        suite.set(f"{name}s", str(sum(case.find(name) is not None for case in cases.values())))
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _xml(text: str) -> str:
    """Return text with the characters replaced that XML does not allow."""
    return _NOT_XML.sub("\ufffd", text)
