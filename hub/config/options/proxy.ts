/** Traits of `c.Proxy` and `c.ConfigurableHTTPProxy`. */
import { bool, choice, command, int, str, strDict } from "../option.ts"

export const proxyOptions = {
  "Proxy.extra_routes": strDict({ help: "Further routes that the proxy keeps: path to URL." }),
  "Proxy.should_start": bool({
    default: true,
    help: "Whether the hub starts the proxy and stops it; False for one that runs by itself.",
  }),
  "ConfigurableHTTPProxy.api_url": str({
    default: "http://127.0.0.1:8001",
    help: "URL of the proxy's API; with https when internal_ssl is on.",
  }),
  "ConfigurableHTTPProxy.auth_token": str({
    secret: true,
    help: "Token of the proxy's API; $CONFIGPROXY_AUTH_TOKEN when not set, else a new one each start.",
  }),
  "ConfigurableHTTPProxy.check_running_interval": int({
    default: 5,
    help: "Seconds between two checks that the proxy runs.",
  }),
  "ConfigurableHTTPProxy.command": command({
    default: ["configurable-http-proxy"],
    help: "Command that starts the proxy.",
  }),
  "ConfigurableHTTPProxy.command_umask": int({ default: 0o007, help: "The umask that the proxy runs with." }),
  "ConfigurableHTTPProxy.concurrency": int({ default: 10, help: "Most requests to the proxy's API at a time." }),
  "ConfigurableHTTPProxy.debug": bool({ help: "Debug output of the proxy." }),
  "ConfigurableHTTPProxy.log_level": choice(["info", "debug", "warn", "error"], {
    help: "Least severe level that the proxy logs.",
  }),
  "ConfigurableHTTPProxy.pid_file": str({
    default: "jupyterhub-proxy.pid",
    help: "File that holds the proxy's process id, so that a later hub can end one that was left over.",
  }),
}
