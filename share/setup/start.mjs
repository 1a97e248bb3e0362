// `npm start`: sets up what is missing, then runs the hub until Ctrl-C. Without a configuration it uses the one in the
// data folder (written at the first start); `npm start -- -f FILE --Class.trait=value` runs a site's own.
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { firstSettings } from "./first-settings.mjs"
import { dataFolder } from "./folders.mjs"
import { runHub, runQuietHub } from "./hub-process.mjs"
import { nodePackages } from "./node-packages.mjs"
import { pythonEnvironment } from "./python.mjs"
import { createSteps } from "./steps.mjs"
import { main } from "./stop.mjs"

const asks = /^(-h|--help|--help-all|--version|--generate-config)$/
const acts = /^(--show-config|--show-config-json|--upgrade-db|token|upgrade-db)$/

await main(async () => {
  const args = process.argv.slice(2)
  // npm runs this in the package's folder; a person's relative paths are meant from where they typed the command.
  const from = process.env.INIT_CWD ?? process.cwd()
  const steps = createSteps()
  await nodePackages(steps)
  const { bin } = await pythonEnvironment(steps)
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` }
  const siteConfig = args.some(arg => /^(-f|--config)(=|$)/.test(arg)) || existsSync(join(from, "jupyterhub_config.py"))
  if (siteConfig || args.some(arg => asks.test(arg))) return runHub(args, from, env)

  const folder = dataFolder()
  const settings = await firstSettings(folder)
  if (args.some(arg => acts.test(arg))) return runHub([...args, "-f", settings.config], folder, env)
  const logFile = join(folder, "hub.log")
  return runQuietHub({
    args: ["-f", settings.config, ...args],
    cwd: folder,
    env,
    logFile,
    steps,
    ready: url => process.stdout.write(banner(url, settings, folder, logFile)),
  })
})

function banner(url, settings, folder, logFile) {
  return `
  carme-hub runs at  ${url}
  log in as          admin
  password           ${settings.created ? settings.password : `in ${settings.passwordFile}`}

  settings           ${settings.config}
  data               ${folder}
  log                ${logFile}
  stop               Ctrl-C
`
}
