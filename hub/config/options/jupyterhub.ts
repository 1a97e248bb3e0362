/** Traits of `c.JupyterHub`, and of traitlets' Application that it inherits. */

import { dict as anyDict, dictOf, range } from "../kinds.ts"
import {
  anyList,
  bool,
  bytes,
  callable,
  callableOr,
  choice,
  classRef,
  command,
  custom,
  dict,
  dictList,
  float,
  hookOr,
  int,
  str,
  strDict,
  strList,
  strSet,
} from "../option.ts"
import { logLevel } from "./log-level.ts"

const fix = (instead: string) => `use ${instead}`

export const jupyterhubOptions = {
  "Application.log_level": custom(logLevel, {
    default: "INFO",
    help: "Least severe level that is logged: DEBUG, INFO, WARN, ERROR, CRITICAL, or Python's number for it.",
  }),
  "Application.log_format": str({
    default: "[%(name)s]%(highlevel)s %(message)s",
    help: "Python's template of a log line, where the hub's own, which is JupyterHub's, is not wanted.",
  }),
  "Application.log_datefmt": str({
    default: "%Y-%m-%d %H:%M:%S",
    help: "Python's date format in log lines, for log_format.",
  }),
  "Application.logging_config": dict({
    help: "Settings for Python's logging.config.dictConfig, in a .py file: its handlers get what the hub logs, besides the hub's own output.",
  }),
  "Application.show_config": bool({ help: "Print the settings that the site made, and exit." }),
  "Application.show_config_json": bool({ help: "Print the settings that the site made as JSON, and exit." }),
  "JupyterHub.active_server_limit": int({
    help: "Most servers that may be active at a time, all users together; 0 is no limit.",
  }),
  "JupyterHub.active_user_window": int({
    default: 1800,
    differs: "nothing depends on it, nor does in JupyterHub 6.1",
    help: "Seconds since the last activity within which a user counts as active.",
  }),
  "JupyterHub.activity_resolution": int({
    default: 30,
    help: "Seconds by which activity must be newer than what is stored to be written again.",
  }),
  "JupyterHub.admin_access": bool({
    deprecated: fix("roles with the scope access:servers"),
    help: "Lets admins open the servers of others.",
  }),
  "JupyterHub.admin_users": strSet({ deprecated: fix("Authenticator.admin_users"), help: "Names of admins." }),
  "JupyterHub.allow_existing_invalid_named_servers": choice(["allow-start", "allow-delete", "autorename"], {
    help: "What happens to named servers from earlier versions whose names are no longer valid.",
  }),
  "JupyterHub.allow_named_servers": bool({ help: "Lets users have further servers, each with a name." }),
  "JupyterHub.answer_yes": bool({ help: "Answer yes to every question." }),
  "JupyterHub.api_page_default_limit": int({
    default: 50,
    help: "Entries on a page of the REST API when the request does not say.",
  }),
  "JupyterHub.api_page_max_limit": int({ default: 200, help: "Most entries on a page of the REST API." }),
  "JupyterHub.api_tokens": strDict({
    secret: true,
    deprecated: fix("JupyterHub.services with an api_token"),
    help: "Tokens to load at start: token to user name.",
  }),
  "JupyterHub.authenticate_prometheus": bool({
    default: true,
    help: "Whether /hub/metrics needs the scope read:metrics.",
  }),
  "JupyterHub.authenticator_class": classRef({
    default: "pam",
    help: "How users log in: pam, dummy, shared-password, null, or the dotted name of one of these classes.",
  }),
  "JupyterHub.base_url": str({ default: "/", help: "URL prefix of everything; slashes at both ends are added." }),
  "JupyterHub.bind_url": str({
    default: "http://:8000",
    help: "Public address that the proxy listens on: protocol, address, port and prefix in one.",
  }),
  "JupyterHub.cleanup_proxy": bool({
    default: true,
    help: "Stop the proxy when the hub stops, if the hub started it.",
  }),
  "JupyterHub.cleanup_servers": bool({
    default: true,
    help: "Stop all servers when the hub stops; False lets them run on, to be found again at the next start.",
  }),
  "JupyterHub.concurrent_spawn_limit": int({
    default: 100,
    help: "Most servers that may be starting at a time; more are asked to come back later. 0 is no limit.",
  }),
  "JupyterHub.config_file": str({ default: "jupyterhub_config.py", help: "The configuration file (-f)." }),
  "JupyterHub.confirm_no_ssl": bool({ deprecated: "it has no effect", help: "Has no effect." }),
  "JupyterHub.cookie_host_prefix_enabled": bool({
    help: "Give cookies the __Host- prefix; needs https and one domain a server.",
  }),
  "JupyterHub.cookie_max_age_days": float({ default: 14, help: "Days for which a login is valid." }),
  "JupyterHub.cookie_secret": bytes({
    secret: true,
    help: "32 bytes that sign cookies; $JPY_COOKIE_SECRET (hexadecimal) when not set, then the file cookie_secret_file.",
  }),
  "JupyterHub.cookie_secret_file": str({
    default: "jupyterhub_cookie_secret",
    help: "File that keeps the cookie secret; made when missing, readable by the hub's account only.",
  }),
  "JupyterHub.custom_scopes": custom(dictOf(anyDict), {
    default: {},
    help: "Scopes of the site's own, such as custom:grades:read, each a dict with description and subscopes.",
  }),
  "JupyterHub.data_files_path": str({
    differs: "carme-hub's pages and static files come with it",
    help: "Folder of JupyterHub's own templates and static files.",
  }),
  "JupyterHub.db_kwargs": dict({
    secret: true,
    differs:
      "pool_size, max_overflow, pool_recycle, pool_timeout and connect_args count, the others are SQLAlchemy's own",
    help: "Further arguments of SQLAlchemy's create_engine.",
  }),
  "JupyterHub.db_url": str({
    default: "sqlite:///jupyterhub.sqlite",
    secret: true,
    help: "The database, as an SQLAlchemy URL: sqlite:///file, postgresql://user:password@host/name, mysql://user:password@host/name.",
  }),
  "JupyterHub.debug_db": bool({ help: "Log every database statement, without its values." }),
  "JupyterHub.debug_proxy": bool({
    deprecated: fix("ConfigurableHTTPProxy.debug"),
    help: "Debug output of the proxy.",
  }),
  "JupyterHub.default_server_name": str({ help: "Named server that is opened when a link does not say which." }),
  "JupyterHub.default_url": hookOr(str, {
    help: "Page that users come to first: a URL, or a function of the request handler. Their own server or the home page when not set.",
  }),
  "JupyterHub.external_ssl_authorities": dict({
    help: "Certificate authorities that an external proxy uses with internal_ssl.",
  }),
  "JupyterHub.extra_handlers": anyList({
    deprecated: fix("JupyterHub.services"),
    help: "Tornado handlers to add to the hub's pages: (pattern, class) or (pattern, class, arguments).",
  }),
  "JupyterHub.extra_log_file": str({
    deprecated: "redirect the output of the hub",
    help: "Second file for the log.",
  }),
  "JupyterHub.extra_log_handlers": callable({
    help: "Handlers of Python's logging, in a list, that get what the hub logs, besides the hub's own output.",
  }),
  "JupyterHub.extra_user_scopes": strSet({ help: "Scopes to add to the role `user`, so to everybody." }),
  "JupyterHub.forwarded_host_header": str({
    help: "Header in which the proxy in front of the hub tells the host that browsers asked for, such as X-Forwarded-Host, where it rewrites Host.",
  }),
  "JupyterHub.generate_certs": bool({ help: "Make the certificates for internal_ssl, and exit." }),
  "JupyterHub.generate_config": bool({ help: "Write a configuration file with every option as a comment, and exit." }),
  "JupyterHub.hub_bind_url": str({
    help: "Address that the hub listens on, http://ip:port or unix+http://path; hub_ip and hub_port when not set.",
  }),
  "JupyterHub.hub_connect_ip": str({
    help: "Name or address under which the proxy and servers reach the hub, when it listens on all addresses.",
  }),
  "JupyterHub.hub_connect_port": int({
    deprecated: fix("JupyterHub.hub_connect_url"),
    help: "Port under which the hub is reached.",
  }),
  "JupyterHub.hub_connect_url": str({ help: "URL under which the proxy and servers reach the hub." }),
  "JupyterHub.hub_ip": str({
    default: "127.0.0.1",
    help: "Address that the hub listens on; must be reachable from the proxy and from all servers.",
  }),
  "JupyterHub.hub_port": int({ default: 8081, help: "Port that the hub listens on; 0 takes a free one." }),
  "JupyterHub.hub_routespec": str({
    default: "/",
    help: "Path at which the proxy sends requests to the hub; base_url when not set.",
  }),
  "JupyterHub.hub_socket_mode": int({ default: 0o600, help: "File mode of the hub's unix socket." }),
  "JupyterHub.implicit_spawn_seconds": float({
    help: "Seconds after which the page of a stopped server starts it by itself; 0 is never.",
  }),
  "JupyterHub.init_spawners_timeout": int({
    default: 10,
    help: "Seconds that the start waits for the check of running servers; it goes on in the background. -1 waits for ever.",
  }),
  "JupyterHub.internal_certs_location": str({
    default: "internal-ssl",
    help: "Folder of the certificates for internal_ssl.",
  }),
  "JupyterHub.internal_ssl": bool({ help: "TLS between hub, proxy and servers." }),
  "JupyterHub.ip": str({ help: "Public address that the proxy listens on; empty is all." }),
  "JupyterHub.jinja_environment_options": dict({
    help: "Options for page templates in Jinja: trim_blocks, lstrip_blocks, keep_trailing_newline, auto_reload and the tags' delimiters.",
  }),
  "JupyterHub.last_activity_interval": int({
    default: 300,
    help: "Seconds between two looks at the proxy for activity and missing routes.",
  }),
  "JupyterHub.load_groups": dict({
    help: "Groups to make at start: name to a list of users, or to a dict with users and properties.",
  }),
  "JupyterHub.load_roles": dictList({
    help: "Roles to load at start: dicts with name, description, scopes, users, groups and services.",
  }),
  "JupyterHub.logo_file": str({ help: "Image for the top left corner of every page." }),
  "JupyterHub.named_server_limit_per_user": callableOr(int, {
    help: "Most named servers a user may have: a number, or a function of the request handler. 0 is no limit.",
  }),
  "JupyterHub.oauth_require_pkce": bool({ help: "Refuse OAuth logins without PKCE." }),
  "JupyterHub.oauth_token_expires_in": int({
    default: 1209600,
    help: "Seconds for which an OAuth access token is valid; as long as the login cookie when not set.",
  }),
  "JupyterHub.pid_file": str({ help: "File that holds the hub's process id while it runs." }),
  "JupyterHub.port": int({ default: 8000, help: "Public port that the proxy listens on." }),
  "JupyterHub.proxy_api_ip": str({
    deprecated: fix("ConfigurableHTTPProxy.api_url"),
    help: "Address of the proxy's API.",
  }),
  "JupyterHub.proxy_api_port": int({
    deprecated: fix("ConfigurableHTTPProxy.api_url"),
    help: "Port of the proxy's API.",
  }),
  "JupyterHub.proxy_auth_token": str({
    secret: true,
    deprecated: fix("ConfigurableHTTPProxy.auth_token"),
    help: "Token of the proxy's API.",
  }),
  "JupyterHub.proxy_check_interval": int({
    default: 5,
    deprecated: fix("ConfigurableHTTPProxy.check_running_interval"),
    help: "Seconds between two checks of the proxy.",
  }),
  "JupyterHub.proxy_class": classRef({
    default: "configurable-http-proxy",
    help: "The proxy: configurable-http-proxy.",
  }),
  "JupyterHub.proxy_cmd": command({ deprecated: fix("ConfigurableHTTPProxy.command"), help: "Command of the proxy." }),
  "JupyterHub.public_url": str({
    help: "URL under which users reach the hub, where it cannot be told from the requests.",
  }),
  "JupyterHub.recreate_internal_certs": bool({ help: "Make the certificates for internal_ssl anew at each start." }),
  "JupyterHub.redirect_to_server": bool({
    default: true,
    help: "Send users to their running server after login, else to the home page.",
  }),
  "JupyterHub.reset_db": bool({
    differs: "a SQLite database is copied first, and only a start of the hub resets it, not carme-hub token",
    help: "At each start, throw away all that the hub keeps in its database, and begin anew. Nobody is asked.",
  }),
  "JupyterHub.service_check_interval": int({
    default: 60,
    help: "Seconds between two checks of services that have a URL; 0 is never.",
  }),
  "JupyterHub.service_tokens": strDict({
    secret: true,
    help: "Tokens of services to load at start: token to service name.",
  }),
  "JupyterHub.services": dictList({
    help: "Services: dicts with name, url, api_token, oauth_client_id, display and the like; with a command the hub runs it.",
  }),
  "JupyterHub.shutdown_on_logout": bool({ help: "Stop a user's servers at logout." }),
  "JupyterHub.spawn_throttle_retry_range": custom(range, {
    default: [30, 60],
    help: "Least and most seconds after which whoever meets concurrent_spawn_limit is asked to come again.",
  }),
  "JupyterHub.spawner_class": classRef({
    default: "localprocess",
    help: "How servers are started: localprocess, simple, slurm, or the dotted name of one of these classes.",
  }),
  "JupyterHub.ssl_cert": str({ help: "Certificate file of the public address." }),
  "JupyterHub.ssl_key": str({ help: "Key file of the public address." }),
  "JupyterHub.subdomain_hook": callableOr(str, {
    default: "idna",
    help: "How names become subdomains: idna, legacy, or a function (name, domain, kind) of the whole host.",
  }),
  "JupyterHub.subdomain_host": str({
    help: "Run each server on a subdomain of this host, https://hub.example.org, which keeps users' pages apart.",
  }),
  "JupyterHub.template_paths": strList({
    help: "Folders that are searched for page templates first: Jinja (home.html) or Handlebars (home.hbs).",
  }),
  "JupyterHub.template_vars": dict({
    help: "Further variables for page templates; functions are called with the user.",
  }),
  "JupyterHub.token_expires_in_max_seconds": int({
    help: "Longest life of a token made through the API or the token page, in seconds; 0 is no limit.",
  }),
  "JupyterHub.tornado_settings": dict({
    help: "Known keys: slow_spawn_timeout, slow_stop_timeout, user_redirect_limit, cookie_options, xsrf_cookie_kwargs, headers, csp_report_uri.",
  }),
  "JupyterHub.trust_user_provided_tokens": bool({
    help: "Hash tokens from the configuration once only, since they are long and random.",
  }),
  "JupyterHub.trusted_alt_names": strList({ help: "Further names in the certificates for internal_ssl." }),
  "JupyterHub.trusted_downstream_ips": strList({
    help: "Addresses of further proxies in front: they are skipped in X-Forwarded-For, and only what they say of the browser in X-Real-IP, X-Forwarded-Proto and the like counts.",
  }),
  "JupyterHub.upgrade_db": bool({
    help: "Bring the database to the newest schema at start; a SQLite file is copied first.",
  }),
  "JupyterHub.use_legacy_stopped_server_status_code": bool({
    help: "Answer 503 instead of 424 for a server that is not running.",
  }),
  "JupyterHub.user_redirect_hook": callable({
    help: "Function of path, request, user and base_url that says where /hub/user-redirect/ leads.",
  }),
}
