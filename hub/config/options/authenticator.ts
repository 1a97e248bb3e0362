/** Traits of `c.Authenticator` and of the authenticator classes that JupyterHub brings. */
import { dictOf, userId } from "../kinds.ts"
import { bool, callable, command, custom, dict, int, nullable, str, strListDict, strSet } from "../option.ts"

export const authenticatorOptions = {
  "Authenticator.admin_users": strSet({ help: "Names of admins, all rights." }),
  "Authenticator.allow_all": bool({ help: "Let everybody in who can log in." }),
  "Authenticator.allow_existing_users": bool({
    help: "Let in whoever is in the database already; True by itself where allowed_users is set.",
  }),
  "Authenticator.allowed_users": strSet({ help: "Names that may log in." }),
  "Authenticator.any_allow_config": bool({
    help: "Says that somebody is allowed by other means, so that no warning is needed.",
  }),
  "Authenticator.auth_refresh_age": int({
    default: 300,
    help: "Seconds after which what the authenticator said of a user is asked again; 0 is never.",
  }),
  "Authenticator.auth_refresh_strict": bool({ help: "Refuse API requests too while a refresh asks for a new login." }),
  "Authenticator.auto_login": bool({ help: "Go to the login of an identity provider without showing a page first." }),
  "Authenticator.auto_login_oauth2_authorize": bool({
    help: "The same for logins that other applications begin.",
  }),
  "Authenticator.blocked_users": strSet({ help: "Names that may not log in, whatever else allows them." }),
  "Authenticator.delete_invalid_users": bool({
    help: "At start, delete users whose names the authenticator no longer accepts.",
  }),
  "Authenticator.enable_auth_state": bool({
    help: "Keep what the authenticator knows of a user, encrypted with $JUPYTERHUB_CRYPT_KEY.",
  }),
  "Authenticator.manage_groups": bool({ help: "Take the groups of users from the authenticator." }),
  "Authenticator.manage_roles": bool({ help: "Take the roles of users from the authenticator." }),
  "Authenticator.otp_prompt": str({ default: "OTP:", help: "Label of the field for a one-time password." }),
  "Authenticator.post_auth_hook": callable({
    help: "Function of authenticator, handler and the authentication dict, called after a login; gives the dict to go on with.",
  }),
  "Authenticator.reconcile_auth_state_hook": callable({
    help: "Function that merges stored and new auth_state at a login.",
  }),
  "Authenticator.refresh_pre_spawn": bool({ help: "Ask the authenticator again before each start of a server." }),
  "Authenticator.refresh_pre_stop": bool({
    help: "Ask the authenticator again before each stop of a server.",
  }),
  "Authenticator.request_otp": bool({ help: "Show a field for a one-time password on the login page." }),
  "Authenticator.reset_managed_roles_on_startup": bool({
    help: "Begin each start with the roles that load_managed_roles() of the authenticator gives, and nothing left of earlier ones.",
  }),
  "Authenticator.username_map": dict({ help: "Names as the authenticator gives them, to names in the hub." }),
  "Authenticator.username_pattern": str({ help: "Regular expression that names must match from their beginning." }),
  "Authenticator.whitelist": strSet({ deprecated: "use Authenticator.allowed_users", help: "Names that may log in." }),
  "LocalAuthenticator.add_user_cmd": command({
    default: ["adduser", "-q", "--gecos", '""', "--disabled-password"],
    help: "Command that makes an account of the system; USERNAME in it stands for the name, which is added at its end too.",
  }),
  "LocalAuthenticator.allowed_groups": strSet({ help: "Let in members of these UNIX groups." }),
  "LocalAuthenticator.create_system_users": bool({
    help: "Make accounts of the system for users that have none, at the start, at a first login, and when an admin adds a user.",
  }),
  "LocalAuthenticator.group_whitelist": strSet({
    deprecated: "use LocalAuthenticator.allowed_groups",
    help: "Let in members of these UNIX groups.",
  }),
  "LocalAuthenticator.uids": custom(dictOf(userId), {
    default: {},
    help: "User ids for accounts that the hub makes: name to number.",
  }),
  "PAMAuthenticator.admin_groups": strSet({ help: "Members of these UNIX groups are admins." }),
  "PAMAuthenticator.check_account": bool({
    default: true,
    help: "Ask PAM whether the account is in order (expired, locked), not only for the password.",
  }),
  "PAMAuthenticator.encoding": str({ default: "utf8", help: "Text encoding towards PAM, by Python's name for it." }),
  "PAMAuthenticator.executor_threads": int({
    default: 16,
    help: "Most PAM conversations at a time; one address has half of them at most.",
  }),
  "PAMAuthenticator.open_sessions": bool({
    differs:
      "a session is opened and closed by a process of its own, so that limits and the like do not stay with the hub",
    help: "Open a PAM session before each start of a server, and close one after its end; the first that fails is the last.",
  }),
  "PAMAuthenticator.pam_normalize_username": bool({
    differs: "names at a login are looked up; those in the configuration and the API must be as the system spells them",
    help: "Take the user's name as the system's accounts spell it, in place of lower case.",
  }),
  "PAMAuthenticator.service": str({ default: "login", help: "Name of the PAM service." }),
  "DummyAuthenticator.password": str({
    secret: true,
    deprecated: "use SharedPasswordAuthenticator",
    help: "One password for everybody; empty accepts any.",
  }),
  "SharedPasswordAuthenticator.admin_password": nullable(str, {
    secret: true,
    help: "Password, of 32 characters or more, for those in admin_users.",
  }),
  "SharedPasswordAuthenticator.password_groups": strListDict({
    secret: true,
    help: "Groups that come with a password: password to group names.",
  }),
  "SharedPasswordAuthenticator.user_password": nullable(str, {
    secret: true,
    help: "Password, of 8 characters or more, for everybody who is no admin.",
  }),
}
