"""Print the page: python -m pod_wiring.docs > docs/policies.md."""

import sys

from pod_wiring.docs.page import page

sys.stdout.write(page())
