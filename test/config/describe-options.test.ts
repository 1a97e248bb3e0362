import t from "tap"
import { configFileText, optionsHelp, optionsPage } from "../../hub/config/describe-options.ts"
import { options } from "../../hub/config/options/index.ts"
import { loadPython } from "../support/site-config.ts"

t.test("the generated configuration names every option and changes none", async t => {
  const text = configFileText()
  for (const name of Object.keys(options)) t.match(text, `# c.${name} = `)
  const { config, warnings } = await loadPython(t, text)
  t.same(config.raw, { JupyterHub: {} })
  t.same(warnings, [])
})

t.test("with the comments taken away it is Python that sets the defaults", async t => {
  const set = configFileText().replace(/^# (?=c\.)/gm, "")
  const { config, warnings } = await loadPython(t, set)
  t.ok(Object.keys(config.raw).length > 15)
  for (const warning of warnings) t.match(warning, /deprecated/)
})

t.test("the page and the help name every option, with what has no effect", async t => {
  const page = optionsPage()
  const help = optionsHelp()
  for (const [name, option] of Object.entries(options)) {
    t.match(page, option.help.replaceAll("|", "\\|"))
    t.match(help, `--${name}=<`)
  }
  t.match(
    page,
    /\| `popen_kwargs` \|.*In carme-hub shell, executable, umask count\..* stdout, stderr: a server's output/,
  )
  t.match(page, /## SlurmSpawner\(BatchSpawnerRegexStates\)/)
})
