/** The texts of --help and --help-all. */
import { aliases, flags } from "./command-line.ts"
import { optionsHelp } from "./describe-options.ts"
import type { Option } from "./option.ts"
import { options } from "./options/index.ts"

export function help(all: boolean): string {
  const rows = options as Readonly<Record<string, Option<unknown>>>
  const helpOf = (trait: string) => (rows[trait] ?? rows[trait.replace(/^JupyterHub/, "Application")])?.help ?? trait
  const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`)
  const line = (left: string, right: string) => `  ${left.padEnd(26)}  ${right}`
  const withValue = Object.entries(aliases)
    .filter(([name]) => name !== "f")
    .map(([name, trait]) => line(`${name === "config" ? "-f, " : ""}--${name}=VALUE`, helpOf(trait)))
  const withoutValue = Object.entries(flags).map(([name, flag]) => line(dashed(name), flag.help))
  const text = `Start a hub: login, a page to start JupyterLab servers from, and the proxy in front of them.

Usage:
  carme-hub [-f jupyterhub_config.py] [flags] [--Class.option=value ...]
  carme-hub token [user]       print a new API token for a user
  carme-hub upgrade-db         bring the database to the newest schema
  carme-hub quota sync [--dry-run]
                               give Slurm the limits of people's roles, or say what differs
  carme-hub doctor [--user NAME] [--json]
                               check the site, with a tiny job on each queue
  carme-hub import FILE [--json]
                               say what of JupyterHub's configuration file carries over

${[...withValue, ...withoutValue].join("\n")}
${line("--Class.option=VALUE", "Any option of the configuration, such as --Spawner.start_timeout=120.")}
${line("-h, --help", "Print this text.")}
${line("--help-all", "Print this text and every option.")}
${line("--version", "Print the version.")}

Examples:
  carme-hub --generate-config -f /etc/jupyterhub/jupyterhub_config.py
  carme-hub --ip=10.0.1.2 --port=443 --ssl-key=my.key --ssl-cert=my.crt
`
  return all ? `${text}\n${optionsHelp()}\n` : text
}
