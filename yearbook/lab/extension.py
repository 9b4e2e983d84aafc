"""What the house adds to Jupyter's server: a clean notebook at every save, and a door that opens the right one."""

from __future__ import annotations

import os
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from yearbook.lab.opening import DOOR, OPENS, SETTINGS
from yearbook.lab.saving import before_saving


class Door(JupyterHandler):
    """Leads to JupyterLab's own address: that one carries a question, and the server's token would get lost in it."""

    @authenticated
    def get(self) -> None:
        self.redirect(url_path_join(self.base_url, os.environ.get(OPENS, "/lab")))


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Set up the server; settings/ names this module to it."""
    server.contents_manager.register_pre_save_hook(before_saving)
    # One's own style, in Jupyter's own folder, goes before.
    server.web_app.settings["static_custom_path"].append(str(SETTINGS / "custom"))
    server.web_app.add_handlers(".*$", [(url_path_join(server.base_url, DOOR), Door)])
