import t from "tap"
import { parseCommandLine } from "../../hub/config/command-line.ts"
import { ConfigError } from "../../hub/config/config-error.ts"

const settingsOf = (...argv: string[]) => Object.fromEntries(parseCommandLine(argv).settings)

t.test("flags and aliases stand for traits", async t => {
  t.same(settingsOf("--debug", "--no-db", "--upgrade-db", "-y", "--no-ssl"), {
    "JupyterHub.log_level": ["10"],
    "JupyterHub.db_url": ["sqlite:///:memory:"],
    "JupyterHub.upgrade_db": ["True"],
    "JupyterHub.answer_yes": ["True"],
    "JupyterHub.confirm_no_ssl": ["True"],
  })
  t.same(
    settingsOf("--ip=::1", "--port", "9000", "--base-url=/x", "--url=http://:1", "--db", "d", "--log-level=INFO"),
    {
      "JupyterHub.ip": ["::1"],
      "JupyterHub.port": ["9000"],
      "JupyterHub.base_url": ["/x"],
      "JupyterHub.bind_url": ["http://:1"],
      "JupyterHub.db_url": ["d"],
      "JupyterHub.log_level": ["INFO"],
    },
  )
  t.same(settingsOf("--ssl-key=k", "--ssl-cert=c", "--pid-file=p", "--log-file=l"), {
    "JupyterHub.ssl_key": ["k"],
    "JupyterHub.ssl_cert": ["c"],
    "JupyterHub.pid_file": ["p"],
    "JupyterHub.extra_log_file": ["l"],
  })
})

t.test("any trait, more than once, with values that look like options", async t => {
  t.same(settingsOf("--Spawner.args=--a=b", "--Spawner.args", "-c"), { "Spawner.args": ["--a=b", "-c"] })
})

t.test("the configuration file in each spelling", async t => {
  for (const argv of [["-f", "x.py"], ["-f=x.py"], ["-fx.py"], ["--config", "x.py"], ["--config=x.py"]]) {
    t.equal(parseCommandLine(argv).configFile, "x.py")
  }
  t.equal(parseCommandLine([]).configFile, null)
})

t.test("what is asked for", async t => {
  const asked = (...argv: string[]) => parseCommandLine(argv).command
  t.same(asked(), { name: "start" })
  t.same(asked("token", "ada"), { name: "token", user: "ada" })
  t.same(asked("token", "--db=x"), { name: "token", user: null })
  t.same(asked("upgrade-db", "-f", "x.py"), { name: "upgrade-db" })
  t.same(asked("--help", "--port=1"), { name: "help" })
  t.same(asked("-h"), { name: "help" })
  t.same(asked("--help-all"), { name: "help-all" })
  t.same(asked("--version"), { name: "version" })
  t.same(asked("--generate-config"), { name: "generate-config" })
  t.same(asked("--show-config"), { name: "show-config", json: false })
  t.same(asked("--show-config-json"), { name: "show-config", json: true })
})

t.test("what makes no sense is refused", async t => {
  const refused: [string[], RegExp][] = [
    [["stray"], /Unrecognized command-line arguments: stray/],
    [["--", "--debug"], /Unrecognized command-line arguments: --debug/],
    [["--prot=1"], /--prot=1 \(did you mean --port\?\)/],
    [["--frobnicate"], /--help lists them all/],
    [["--port"], /--port needs a value/],
    [["token", "a", "b"], /one user name, got 2/],
    [["upgrade-db", "now"], /now/],
  ]
  for (const [argv, message] of refused) t.throws(() => parseCommandLine(argv), { constructor: ConfigError, message })
})

t.test("-y is yes, and takes a value as JupyterHub's does", async t => {
  for (const argv of [["-y"], ["-y", "True"], ["-y=True"], ["-y", "--debug"]]) {
    t.same(settingsOf(...argv)["JupyterHub.answer_yes"], ["True"], argv.join(" "))
  }
  t.same(settingsOf("-y", "False")["JupyterHub.answer_yes"], ["False"])
  t.throws(() => settingsOf("-y", "stray"), /arguments: stray/)
})

t.test("exit codes that scripts know from JupyterHub 6.1.1, as runs of it gave them", async t => {
  const codes = { 1: ["stray", "--bogus=1", "--bogus x", "-- x", "--debug x"], 2: ["--bogus", "-x", "--port", "-f"] }
  const withValue = ["--debug=1", "--no-db=1", "--upgrade-db=True", "--generate-config=False", "--show-config=1"]
  for (const [exitCode, lines] of Object.entries({ 1: codes[1], 2: [...codes[2], ...withValue] })) {
    for (const line of lines) {
      t.equal(exitCodeOf(line.split(" ")), Number(exitCode), line)
    }
  }
})

t.test("help and version come first, whatever else is on the line", async t => {
  const asked = (...argv: string[]) => parseCommandLine(argv).command
  t.same(asked("--bogus", "--version"), { name: "version" })
  t.same(asked("-V"), { name: "version" })
  t.same(asked("stray", "-h", "--port"), { name: "help" })
  t.throws(() => asked("--", "--help"), /arguments: --help/)
})

t.test("import takes a file and --json, and nothing of a hub's", async t => {
  const of = (...argv: string[]) => parseCommandLine(["import", ...argv]).command
  t.same(of("a.py"), { name: "import", file: "a.py", json: false })
  t.same(of("--json", "-f", "a.py"), { name: "import", file: "a.py", json: true })
  t.same(of("--help"), { name: "help" })
  t.throws(() => of(), /needs the file/)
  t.throws(() => of("a.py", "b.py"), /Unrecognized command-line arguments: b\.py/)
  t.throws(() => of("a.py", "--port=1"), /Unrecognized command-line arguments: --port=1/)
})

t.test("quota sync, with and without changing anything", async t => {
  const of = (...argv: string[]) => parseCommandLine(argv).command
  t.same(of("quota", "sync", "-f", "a.py"), { name: "quota-sync", dryRun: false })
  t.same(of("quota", "sync", "--dry-run"), { name: "quota-sync", dryRun: true })
  t.throws(() => of("quota"), /carme-hub quota sync/)
  t.throws(() => of("quota", "sync", "now"), /quota sync now/)
  t.throws(() => of("--dry-run"), /belongs to: carme-hub quota sync/)
})

function exitCodeOf(argv: readonly string[]): number {
  try {
    parseCommandLine(argv)
    return 0
  } catch (error) {
    return error instanceof ConfigError ? error.exitCode : -1
  }
}

t.test("doctor, with its two words", async t => {
  const of = (...argv: string[]) => parseCommandLine(argv).command
  t.same(of("doctor", "-f", "a.py"), { name: "doctor", user: null, json: false })
  t.same(of("doctor", "--user", "alice", "--json"), { name: "doctor", user: "alice", json: true })
  t.same(of("doctor", "--user=alice"), { name: "doctor", user: "alice", json: false })
  t.throws(() => of("doctor", "--user"), /--user needs a value/)
  t.throws(() => of("doctor", "now"), /now/)
})
