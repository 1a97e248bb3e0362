import { writeFile } from "node:fs/promises"
import { jwtVerify } from "jose"
import t, { type Test } from "tap"
import { createTokens } from "../../../../spawners/slurm/rest/tokens.ts"
import { manualClock } from "../../../support/clock.ts"
import { scriptedExec, slurmContext } from "../../../support/slurm.ts"

const key = Buffer.alloc(32, 7)

async function minting(t: Test) {
  const restJwtKeyFile = `${t.testdir()}/jwt.key`
  await writeFile(restJwtKeyFile, key)
  const clock = manualClock()
  return { settings: { restJwtKeyFile, restTokenCommand: [] }, clock, context: slurmContext({}, { clock }) }
}

t.test("a token names one person, ends in five minutes, and is kept for less", async t => {
  const { settings, clock, context } = await minting(t)
  const tokens = createTokens()
  const first = await tokens.of("alice", settings, context)
  const now = clock.now()
  const { payload, protectedHeader } = await jwtVerify(first, key, { currentDate: now })
  t.same(protectedHeader, { alg: "HS256", typ: "JWT" })
  const seconds = Math.floor(now.getTime() / 1000)
  t.same(payload, { sun: "alice", iat: seconds, exp: seconds + 300 })
  t.equal(await tokens.of("alice", settings, context), first)
  t.not(await tokens.of("bob", settings, context), first)
  await clock.advance(181_000)
  t.not(await tokens.of("alice", settings, context), first)
})

t.test("a key that cannot be used, and names that are none, are Faults without the key in them", async t => {
  const { context, settings } = await minting(t)
  const missing = { ...settings, restJwtKeyFile: "/nowhere/jwt.key" }
  await t.rejects(createTokens().of("alice", missing, context), { status: 500, message: /cannot be read/ })
  await writeFile(settings.restJwtKeyFile, "short")
  await t.rejects(createTokens().of("alice", settings, context), { status: 500, message: /shorter than 32/ })
  const nothing = { restJwtKeyFile: "", restTokenCommand: [] }
  await t.rejects(createTokens().of("alice", nothing, context), { status: 500, message: /rest_jwt_key_file/ })
  for (const name of ["", "-x", "a b", "a\r\nX-Y: z", "#0"]) {
    await t.rejects(createTokens().of(name, settings, context), { status: 500, message: /no name of an account/ }, name)
  }
})

t.test("by a command: its last word is no error message, and never in one", async t => {
  const settings = { restJwtKeyFile: "", restTokenCommand: ["scontrol", "token", "username={username}"] }
  const asked = (result: object) => {
    const exec = scriptedExec(() => result)
    return { exec, token: createTokens().of("alice", settings, slurmContext({}, { exec })) }
  }
  const good = asked({ stdout: "SLURM_JWT=aa.bb.cc\n" })
  t.equal(await good.token, "aa.bb.cc")
  t.same(good.exec.calls[0]?.argv, ["scontrol", "token", "username=alice"])
  const odd = await asked({ stdout: "warning\nSLURM_JWT=secret.bb.cc\n", stderr: "odd" }).token.catch(String)
  t.match(odd, /gave no token for alice \(odd\)/)
  t.notMatch(odd, "secret")
  await t.rejects(asked({ code: 1 }).token, { status: 503, message: /exit code 1/ })
})
