"""The page of settings in deploy/ is what the binary prints."""

from support import ROOT


def test_the_page_of_settings_is_the_table_of_the_binary(seeded):
    assert (ROOT / "deploy/settings.md").read_text() == seeded.command("config", "--reference"), \
        "run: build/pakn config --reference > deploy/settings.md"
