import t from "tap"
import { accountOf } from "../../../spawners/slurm/account.ts"
import { createCache } from "../../../spawners/slurm/cache.ts"
import { manualClock } from "../../support/clock.ts"
import { scriptedExec, slurmContext } from "../../support/slurm.ts"

const look = (name: string, answer: Parameters<typeof scriptedExec>[0]) =>
  accountOf(name, ["nsenter"], slurmContext({}, { exec: scriptedExec(answer) }), createCache(1000))

t.test("an account is asked for once a while, through the service prefix", async t => {
  const exec = scriptedExec(() => ({ stdout: "alice:x:20001:20001:Alice:/home/alice:/bin/bash\n" }))
  const clock = manualClock()
  const context = slurmContext({}, { exec, clock })
  const cache = createCache<Awaited<ReturnType<typeof accountOf>>>(60_000)
  const alice = { name: "alice", uid: 20001, home: "/home/alice", shell: "/bin/bash" }
  t.same(await accountOf("alice", ["nsenter", "-m"], context, cache), alice)
  t.same(await accountOf("alice", ["nsenter", "-m"], context, cache), alice)
  t.same(
    exec.calls.map(c => c.argv),
    [["nsenter", "-m", "getent", "passwd", "--", "alice"]],
  )
  await clock.advance(60_000)
  await accountOf("alice", ["nsenter", "-m"], context, cache)
  t.equal(exec.calls.length, 2)
})

t.test("names that mean something to a command never reach one", async t => {
  for (const name of ["-u", "#0", "", "a b", "a\nb", "a:b", "a/b", "$x", "+x", ".", "a".repeat(256)]) {
    const exec = scriptedExec(() => ({}))
    const context = slurmContext({}, { exec })
    await t.rejects(
      accountOf(name, [], context, createCache(1)),
      { status: 403, message: /name is not one/ },
      JSON.stringify(name),
    )
    t.same(exec.calls, [])
  }
})

t.test("no account, an account of the system, another account, and no answer", async t => {
  await t.rejects(
    look("bob", () => ({ code: 2 })),
    { status: 403, message: /no such account/ },
  )
  const line = (text: string) => () => ({ stdout: `${text}\n` })
  await t.rejects(look("root", line("root:x:0:0::/root:/bin/sh")), { status: 403, message: /account of the system/ })
  await t.rejects(look("slurm", line("slurm:x:64030:64030::/:/bin/false")), { status: 403, message: /no home folder/ })
  await t.rejects(look("nobody", line("nobody:x:65534:65534::/nonexistent:/bin/false")), {
    status: 403,
    message: /account of the system/,
  })
  await t.rejects(look("a0", line("eve:x:20009:20009::/home/eve:/bin/sh")), { status: 403, message: /no such account/ })
  await t.rejects(
    look("bob", () => ({ code: null, timedOut: true })),
    { status: 503, message: /no answer/ },
  )
  await t.rejects(
    look("bob", () => ({ code: 1, stderr: "sssd down" })),
    { status: 503, message: /sssd down/ },
  )
})

t.test("names as other sites have them", async t => {
  const cache = () => createCache<Awaited<ReturnType<typeof accountOf>>>(1)
  const entry = (name: string, uid = 20001) => `${name}:x:${uid}:${uid}::/home/x:/bin/bash\n`
  const of = async (name: string, spelled: string, settings = {}, uid = 20001) => {
    const answer = (argv: readonly string[]) => ({ stdout: argv.includes("id") ? `${uid}\n` : entry(spelled, uid) })
    return accountOf(name, [], slurmContext(settings, { exec: scriptedExec(answer) }), cache())
  }
  const fine = ["20231234", "3jan", "a+b", "ä.ö", "DOM\\carol", "carol@example.org"]
  for (const name of fine) t.match(await of(name, name), { name, uid: 20001 })
  for (const spelled of ["Carol", "carol@example.org", "EXAMPLE\\carol"])
    t.match(await of("carol", spelled), { name: "carol" }, spelled)
  await t.rejects(of("carol", "carola"), { status: 403, message: /no such account/ })
  await t.rejects(of("web", "web", {}, 700), { status: 403, message: /uid 700; people have 1000 and more/ })
  t.match(await of("web", "web", { least_uid: 500 }, 700), { uid: 700 })
  for (const uid of [0, 65534])
    await t.rejects(of("x", "x", { least_uid: 0 }, uid), { status: 403, message: /of the system/ })
})
