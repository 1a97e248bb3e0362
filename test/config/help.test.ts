import t from "tap"
import { aliases, flags } from "../../hub/config/command-line.ts"
import { help } from "../../hub/config/help.ts"

t.test("names every flag and alias", async t => {
  const text = help(false)
  for (const name of [...Object.keys(aliases), ...Object.keys(flags)].filter(name => name.length > 1))
    t.match(text, `--${name}`)
  t.match(text, "-f, --config=VALUE")
  t.match(text, "  -y ")
  t.match(text, "carme-hub token [user]")
  t.notMatch(text, "--Spawner.cmd=")
})

t.test("with every option", async t => {
  t.match(help(true), "--Spawner.cmd=<a string or a list of strings>")
})
