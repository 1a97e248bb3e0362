/** Traits of `c.Spawner` and of the local spawner classes. */
import type { Keys } from "../keys.ts"
import {
  anyList,
  bool,
  callable,
  callableOr,
  command,
  dict,
  float,
  hookOr,
  int,
  memory,
  nullable,
  str,
  strList,
} from "../option.ts"

const hook = "Python function of the spawner"

const popenKeys: Keys = {
  counts: ["shell", "executable", "umask"],
  idle: [
    ...["bufsize", "creationflags", "cwd", "encoding", "env", "errors", "pipesize", "restore_signals", "startupinfo"],
    ...["text", "universal_newlines"],
  ],
  lost: {
    preexec_fn: "no Python runs in a server's process before it: use pre_spawn_hook or shell_cmd",
    stdin: "a server has no input",
    stdout: "a server's output is in its own log",
    stderr: "a server's output is in its own log",
    start_new_session: "a server always has a session of its own, in which it outlives the hub",
    process_group: "a server always has a session of its own, in which it outlives the hub",
    user: "a server runs as its user's account: use simple for one account for all",
    group: "a server runs as its user's account: use simple for one account for all",
    extra_groups: "a server has the groups of its user's account",
    close_fds: "a server gets no open files of the hub",
    pass_fds: "a server gets no open files of the hub",
  },
  others: "Popen has no such argument",
}

export const spawnerOptions = {
  "Spawner.apply_user_options": hookOr(dict, {
    help: "How user options become traits: a function of spawner and options, or a dict of option to trait name.",
  }),
  "Spawner.args": strList({ help: "Further arguments of the server's command." }),
  "Spawner.auth_state_hook": callable({ help: `${hook} and auth_state, called before a start.` }),
  "Spawner.cmd": command({ default: ["jupyterhub-singleuser"], help: "Command that starts a server." }),
  "Spawner.consecutive_failure_limit": int({
    help: "End the hub after this many failed starts in a row; 0 is never.",
  }),
  "Spawner.cpu_guarantee": nullable(float, {
    help: "CPU cores that a server gets at least; the spawner must support it.",
  }),
  "Spawner.cpu_limit": nullable(float, { help: "CPU cores that a server gets at most; the spawner must support it." }),
  "Spawner.debug": bool({ help: "Debug output of servers." }),
  "Spawner.default_url": str({ help: "Page that a server opens with, such as /lab; {username} stands for the name." }),
  "Spawner.disable_user_config": bool({ help: "Servers ignore configuration files in the user's home." }),
  "Spawner.env_keep": strList({
    default: ["JUPYTERHUB_SINGLEUSER_APP"],
    help: "Variables of the hub's environment that servers get. Local spawners keep PATH, LANG and the like besides.",
  }),
  "Spawner.environment": dict({
    secret: true,
    help: "Further variables for servers; functions are called with the spawner.",
  }),
  "Spawner.group_overrides": callableOr(dict, {
    help: "Traits to set by group: name to a dict with groups and spawner_override, or a function that gives one.",
  }),
  "Spawner.http_timeout": int({ default: 30, help: "Seconds that a server may take from its start until it answers." }),
  "Spawner.hub_connect_url": nullable(str, { help: "URL under which servers reach the hub, where it differs." }),
  "Spawner.ip": str({ default: "127.0.0.1", help: "Address that a server listens on." }),
  "Spawner.mem_guarantee": nullable(memory, {
    help: "Memory that a server gets at least, such as 512M; the spawner must support it.",
  }),
  "Spawner.mem_limit": nullable(memory, {
    help: "Memory that a server gets at most, such as 2G; the spawner must support it.",
  }),
  "Spawner.notebook_dir": str({ help: "Folder that a server opens; ~ is the home, {username} the name." }),
  "Spawner.oauth_client_allowed_scopes": hookOr(strList, {
    help: "Scopes that tokens of a server's visitors may have: a list, or a function of the spawner.",
  }),
  "Spawner.oauth_roles": hookOr(strList, {
    deprecated: "use Spawner.oauth_client_allowed_scopes",
    help: "Roles that tokens of a server's visitors may have.",
  }),
  "Spawner.options_form": hookOr(str, {
    help: "HTML of the form that is shown before a start, or a function of the spawner that gives it.",
  }),
  "Spawner.options_from_form": hookOr(str, {
    help: "How form data become user options: passthrough, simple, or a function of the form data.",
  }),
  "Spawner.poll_interval": int({
    default: 30,
    differs: "all servers are looked at together, every CarmeHub.poll_interval seconds",
    help: "Seconds between two looks at a running server.",
  }),
  "Spawner.poll_jitter": float({
    default: 0.1,
    differs: "all servers are looked at together, so that there is nothing to spread",
    help: "Share of poll_interval by which looks are spread.",
  }),
  "Spawner.port": int({ help: "Port that a server listens on; 0 takes a free one." }),
  "Spawner.post_stop_hook": callable({ help: `${hook}, called after a server has stopped.` }),
  "Spawner.pre_spawn_hook": callable({ help: `${hook}, called before a server starts.` }),
  "Spawner.progress_ready_hook": callable({ help: `${hook} and the last progress event, which it may change.` }),
  "Spawner.server_token_scopes": hookOr(strList, {
    help: "Scopes of a server's own token: a list, or a function of the spawner; those of the role `server` when not set.",
  }),
  "Spawner.ssl_alt_names": hookOr(strList, {
    help: "Names in a server's certificate with internal_ssl.",
  }),
  "Spawner.ssl_alt_names_include_local": bool({
    default: true,
    help: "Whether localhost is among these names.",
  }),
  "Spawner.start_timeout": int({
    default: 60,
    help: "Seconds that a start may take; with Slurm they count from the moment the job runs.",
  }),
  "LocalProcessSpawner.interrupt_timeout": int({ default: 30, help: "Seconds after SIGINT until SIGTERM is sent." }),
  "LocalProcessSpawner.kill_timeout": int({
    default: 5,
    differs: "a process that SIGKILL does not end is never given up: its server stays known as stopping",
    help: "Seconds after SIGKILL until the process counts as lost.",
  }),
  "LocalProcessSpawner.popen_kwargs": dict({
    keys: popenKeys,
    help: "Further arguments of Python's Popen, by which JupyterHub starts a server.",
  }),
  "LocalProcessSpawner.shell_cmd": command({ help: 'Shell that runs the command, such as ["bash", "-l", "-c"].' }),
  "LocalProcessSpawner.term_timeout": int({ default: 30, help: "Seconds after SIGTERM until SIGKILL is sent." }),
  "ProfilesSpawner.first_template": str({ default: "selected", help: "What stands for {first} in the first line." }),
  "ProfilesSpawner.form_template": str({
    default:
      '<label for="profile">Select a job profile:</label>\n<select class="form-control" name="profile" id="profile" required autofocus>\n{input_template}\n</select>',
    help: "HTML of the form; {input_template} stands for the lines.",
  }),
  "ProfilesSpawner.input_template": str({
    default: '<option value="{key}" {first}>{display}</option>',
    help: "HTML of a line: {key}, {display}, {type} and {first} stand for what a profile says.",
  }),
  "ProfilesSpawner.profiles": anyList({
    default: [["Local Notebook Server", "local", "jupyterhub.spawner.LocalProcessSpawner", {}]],
    help: "What people choose from: tuples of display name, key, spawner class, and a dict of its traits.",
  }),
  "SimpleLocalProcessSpawner.home_dir_template": str({
    default: "/tmp/{username}",
    help: "Home folder of a server; {username} stands for the name.",
  }),
}
