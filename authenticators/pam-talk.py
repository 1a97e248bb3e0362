"""Talks to PAM about one user. Reads a JSON object from stdin, so that no password is ever in an argument list.

{"do": "login", "service", "encoding", "username", "password", "otp": text or null, "check_account": bool},
{"do": "open_session" or "close_session", "service", "encoding", "username"},
{"do": "encoding", "encoding"}: whether there is an encoding of that name
-> exit 0 and a JSON object on stdout:
{"ok": true} or {"ok": false, "stage": "authenticate", "account", "open_session" and the like, "reason": text}.
"""

import codecs
import ctypes
import ctypes.util
import json
import sys

PROMPT_ECHO_OFF = 1
PROMPT_ECHO_ON = 2
SUCCESS = 0
BUFFER_ERROR = 5
CONVERSATION_ERROR = 19
REINITIALIZE_CRED = 8


class Message(ctypes.Structure):
    _fields_ = [("style", ctypes.c_int), ("text", ctypes.c_char_p)]


class Response(ctypes.Structure):
    _fields_ = [("text", ctypes.c_void_p), ("code", ctypes.c_int)]


Talk = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_int,
    ctypes.POINTER(ctypes.POINTER(Message)),
    ctypes.POINTER(ctypes.POINTER(Response)),
    ctypes.c_void_p,
)


class Conversation(ctypes.Structure):
    _fields_ = [("talk", Talk), ("data", ctypes.c_void_p)]


def load():
    libpam = ctypes.CDLL(ctypes.util.find_library("pam") or "libpam.so.0")
    libc = ctypes.CDLL(None)
    libc.calloc.restype = ctypes.c_void_p
    libc.calloc.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
    libc.strdup.restype = ctypes.c_void_p
    libc.strdup.argtypes = [ctypes.c_char_p]
    handle = ctypes.c_void_p
    libpam.pam_start.argtypes = [
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.POINTER(Conversation),
        ctypes.POINTER(handle),
    ]
    libpam.pam_strerror.restype = ctypes.c_char_p
    libpam.pam_strerror.argtypes = [handle, ctypes.c_int]
    calls = ("authenticate", "acct_mgmt", "setcred", "open_session", "close_session", "end")
    for name in ["pam_" + call for call in calls]:
        getattr(libpam, name).argtypes = [handle, ctypes.c_int]
    return libpam, libc


def conversation(libc, answers):
    """Answers hidden prompts in order: the password, then the one-time password."""
    left = list(answers)

    def talk(count, messages, responses, _data):
        # PAM frees what it is handed, so it must come from its own allocator.
        address = libc.calloc(count, ctypes.sizeof(Response))
        if not address:
            return BUFFER_ERROR
        array = ctypes.cast(address, ctypes.POINTER(Response))
        for i in range(count):
            if messages[i].contents.style == PROMPT_ECHO_OFF:
                array[i].text = libc.strdup(left.pop(0) if left else b"")
            elif messages[i].contents.style == PROMPT_ECHO_ON:
                array[i].text = libc.strdup(left.pop(0) if left else b"")
        responses[0] = array
        return SUCCESS

    return Talk(talk)


def encoded(request, *names):
    """The texts as PAM gets them, or None and why not."""
    texts = [request.get(name) or "" for name in names]
    if any("\0" in text for text in texts):
        return None, "a NUL character"
    try:
        return [text.encode(request["encoding"], "surrogateescape") for text in texts], None
    except UnicodeEncodeError:
        return None, "a character that %s does not have" % request["encoding"]


def login(request):
    def stages(libpam):
        yield "authenticate", libpam.pam_authenticate
        if request["check_account"]:
            yield "account", libpam.pam_acct_mgmt

    texts, problem = encoded(request, "service", "username", "password", "otp")
    if texts is None:
        return {"ok": False, "stage": "authenticate", "reason": problem}
    service, username, password, otp = texts
    return go_through(service, username, [password, otp] if otp else [password], stages, renews=True)


def session(request):
    def stages(libpam):
        yield request["do"], getattr(libpam, "pam_" + request["do"])

    texts, problem = encoded(request, "service", "username")
    if texts is None:
        return {"ok": False, "stage": request["do"], "reason": problem}
    return go_through(*texts, [], stages)


def go_through(service, username, answers, stages, renews=False):
    """`renews`: tickets and the like of the user are renewed, as far as PAM has some."""
    libpam, libc = load()
    talk = conversation(libc, answers)
    handle = ctypes.c_void_p()
    code = libpam.pam_start(service, username, ctypes.byref(Conversation(talk, None)), ctypes.byref(handle))
    if code != SUCCESS:
        return {"ok": False, "stage": "authenticate", "reason": "pam_start failed with code %d" % code}
    try:
        for stage, call in stages(libpam):
            code = call(handle, 0)
            if code != SUCCESS:
                reason = libpam.pam_strerror(handle, code).decode("utf8", "replace")
                return {"ok": False, "stage": stage, "reason": reason}
        if renews:
            libpam.pam_setcred(handle, REINITIALIZE_CRED)
        return {"ok": True}
    finally:
        libpam.pam_end(handle, code)


def find_encoding(request):
    try:
        codecs.lookup(request["encoding"])
    except LookupError as error:
        return {"ok": False, "stage": "encoding", "reason": str(error)}
    return {"ok": True}


verbs = {"login": login, "open_session": session, "close_session": session, "encoding": find_encoding}

if __name__ == "__main__":
    request = json.load(sys.stdin)
    print(json.dumps(verbs[request["do"]](request)))
