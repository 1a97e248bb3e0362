import t from "tap"
import { cliDriver } from "../../../spawners/slurm/cli/cli-driver.ts"
import { createNodeAddresses } from "../../../spawners/slurm/nodes.ts"
import { readSettings } from "../../../spawners/slurm/settings.ts"
import { manualClock } from "../../support/clock.ts"
import { scriptedExec, slurmContext } from "../../support/slurm.ts"

const stdout = "NodeName=n1 Arch=x86_64 NodeAddr=10.0.0.1 NodeHostName=n1\nNodeName=n2 NodeAddr=$(id) X=1\n"

t.test("nodes are asked for once, several in a call, and again after a while", async t => {
  const exec = scriptedExec(() => ({ stdout }))
  const clock = manualClock()
  const context = slurmContext({ service_prefix: ["svc"] }, { exec, clock })
  const addresses = createNodeAddresses()
  const driver = cliDriver(readSettings(context), context)
  const of = (names: readonly string[]) => addresses.of(names, "", driver, context)
  t.same(
    await of(["n1", "n1", "n2", "-x", "a,b"]),
    new Map([["n1", "10.0.0.1"]]),
    "odd names and addresses are left out",
  )
  t.same(exec.calls[0]?.argv, ["svc", "scontrol", "--all", "--oneliner", "show", "node", "n1,n2"])
  await of(["n1"])
  t.equal(exec.calls.length, 1)
  await clock.advance(11 * 60_000)
  await of(["n1"])
  t.equal(exec.calls.length, 2)
})

t.test("a node that Slurm does not know keeps no other waiting, and is asked for again after a while", async t => {
  const known = "NodeName=n1 Arch=x86_64 NodeAddr=10.0.0.1 NodeHostName=n1\n"
  const exec = scriptedExec(() => ({ code: 1, stdout: `${known}Node n9 not found\n` }))
  const clock = manualClock()
  const warned: unknown[] = []
  const log = { ...slurmContext().log, warn: (...words: unknown[]) => void warned.push(words) }
  const context = slurmContext({}, { exec, clock, log })
  const driver = cliDriver(readSettings(context), context)
  const addresses = createNodeAddresses()
  const look = () => addresses.of(["n1", "n9"], "", driver, context)
  t.same(await look(), new Map([["n1", "10.0.0.1"]]))
  t.same(await look(), new Map([["n1", "10.0.0.1"]]))
  t.equal(exec.calls.length, 1, "not with every poll")
  t.match(warned, [[/does not know nodes/, { said: ["Node n9 not found"] }]])
  await clock.advance(31_000)
  await look()
  t.equal(exec.calls.at(-1)?.argv.at(-1), "n9")

  const alone = slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stdout: "Node n9 not found\n" })) })
  t.same(await cliDriver(readSettings(alone), alone).nodeAddresses(["n9"]), new Map())
})

t.test("a domain takes the place of asking", async t => {
  const exec = scriptedExec(() => ({}))
  const context = slurmContext({}, { exec })
  const driver = cliDriver(readSettings(context), context)
  const hosts = await createNodeAddresses().of(["n1"], ".hpc.example.org", driver, context)
  t.same(hosts, new Map([["n1", "n1.hpc.example.org"]]))
  t.same(exec.calls, [])
})

t.test("no answer is no address, and no failure of the poll", async t => {
  const context = slurmContext({}, { exec: scriptedExec(() => ({ code: 1, stderr: "down" })) })
  const driver = cliDriver(readSettings(context), context)
  t.same(await createNodeAddresses().of(["n1"], "", driver, context), new Map())
})
