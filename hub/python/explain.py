"""An exception of the site's code, as the hub needs to know it."""

import re
import traceback


def explain(error):
    """The error in words for the user where it was made for users (tornado's HTTPError and its kin), and for the log."""
    status = getattr(error, "status_code", None)
    status = status if isinstance(status, int) else None
    message = getattr(error, "jupyterhub_message", None)
    if message is None and status is not None:
        message = getattr(error, "message", None) or getattr(error, "log_message", None)
        if message and getattr(error, "args", None) and not hasattr(error, "message"):
            try:
                message = message % error.args
            except (TypeError, ValueError):
                pass
    html = getattr(error, "message_html", None) or getattr(error, "jupyterhub_html_message", None)
    return {
        "type": type(error).__name__,
        "message": str(message or re.sub(r"\s+", " ", str(error)).strip() or type(error).__name__),
        "status": status,
        "reason": getattr(error, "reason", None) if isinstance(getattr(error, "reason", None), str) else None,
        "html": html if isinstance(html, str) else None,
        "forUsers": status is not None or hasattr(error, "jupyterhub_message"),
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
    }
