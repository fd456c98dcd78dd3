"""Headings between two markers become tabs."""

from tools.docs_site.tabs import with_tabs

PAGE = """\
# Page

<!-- tabs -->
### One

```sh
make up

make down
```

### Two

Text.
<!-- end of the tabs -->

## Heading
"""


def test_headings_between_the_markers_are_tabs() -> None:
    assert with_tabs(PAGE) == (
        '# Page\n\n=== "One"\n\n'
        '    ```sh\n    make up\n\n    make down\n    ```\n\n\n=== "Two"\n\n    Text.\n'
        "\n\n## Heading\n"
    )


def test_page_without_markers_stays_as_it_is() -> None:
    page = PAGE.replace("tabs -->", "others -->")
    assert with_tabs(page) == page
