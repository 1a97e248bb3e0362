"""Asks PAM about one user. Reads a JSON object from stdin, so that no password is ever in an argument list.

{"service", "username", "password", "otp": text or null, "check_account": bool} -> exit 0 and a JSON object on stdout:
{"ok": true} or {"ok": false, "stage": "authenticate" | "account", "reason": text}.
"""

import ctypes
import ctypes.util
import json
import sys

PROMPT_ECHO_OFF = 1
PROMPT_ECHO_ON = 2
SUCCESS = 0
BUFFER_ERROR = 5
CONVERSATION_ERROR = 19


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
    for name in ("pam_authenticate", "pam_acct_mgmt", "pam_end"):
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


def check(request):
    texts = [request["service"], request["username"], request["password"], request.get("otp") or ""]
    if any("\0" in text for text in texts):
        return {"ok": False, "stage": "authenticate", "reason": "a NUL character"}
    service, username, password, otp = (text.encode("utf8", "surrogateescape") for text in texts)
    libpam, libc = load()
    talk = conversation(libc, [password, otp] if otp else [password])
    handle = ctypes.c_void_p()
    code = libpam.pam_start(service, username, ctypes.byref(Conversation(talk, None)), ctypes.byref(handle))
    if code != SUCCESS:
        return {"ok": False, "stage": "authenticate", "reason": "pam_start failed with code %d" % code}
    try:
        stages = [("authenticate", libpam.pam_authenticate)]
        if request["check_account"]:
            stages.append(("account", libpam.pam_acct_mgmt))
        for stage, call in stages:
            code = call(handle, 0)
            if code != SUCCESS:
                reason = libpam.pam_strerror(handle, code).decode("utf8", "replace")
                return {"ok": False, "stage": stage, "reason": reason}
        return {"ok": True}
    finally:
        libpam.pam_end(handle, code)


if __name__ == "__main__":
    print(json.dumps(check(json.load(sys.stdin))))
