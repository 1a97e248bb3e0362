/** Short-lived tokens (JWT) that let the hub ask Slurm as one person: minted with Slurm's key, or by a command. */
import { readFile } from "node:fs/promises"
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault } from "../../../hub/plugin/errors.ts"
import { commandEnv } from "../command-env.ts"
import type { SlurmSettings } from "../settings.ts"
import { renderWords } from "../template.ts"

type TokenSettings = Pick<SlurmSettings, "restJwtKeyFile" | "restTokenCommand">

/** Long enough for the slowest answer, too short to be worth stealing. */
const lifespanSeconds = 300
/** A kept one is good for this long at least when it is used. */
const spareSeconds = 120

const form = /^[\w-]+\.[\w-]+\.[\w-]+$/
const account = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/

export interface Tokens {
  of(user: string, settings: TokenSettings, context: PluginContext): Promise<string>
}

/** Kept in memory alone, by person, for a few minutes. */
export function createTokens(): Tokens {
  const kept = new Map<string, { readonly token: string; readonly until: number }>()
  return {
    async of(user, settings, context) {
      if (!account.test(user)) throw new Fault(500, `${JSON.stringify(user.slice(0, 80))} is no name of an account`)
      const now = context.clock.monotonic() / 1000
      const key = JSON.stringify([user, settings.restJwtKeyFile, settings.restTokenCommand])
      for (const [name, entry] of kept) if (entry.until <= now) kept.delete(name)
      const entry = kept.get(key)
      if (entry) return entry.token
      const token = await made(user, Math.floor(context.clock.now().getTime() / 1000), settings, context)
      kept.set(key, { token, until: now + lifespanSeconds - spareSeconds })
      return token
    },
  }
}

function made(user: string, now: number, settings: TokenSettings, context: PluginContext): Promise<string> {
  if (settings.restTokenCommand.length > 0) return byCommand(user, settings.restTokenCommand, context)
  if (settings.restJwtKeyFile !== "") return minted(user, now, settings.restJwtKeyFile)
  throw new Fault(500, "With driver = 'rest', SlurmSpawner.rest_jwt_key_file or rest_token_command has to be set")
}

/** The key is read each time: it may be changed while the hub runs. */
async function minted(user: string, now: number, file: string): Promise<string> {
  const key = await readFile(file).catch(cause => {
    throw new Fault(500, `Slurm's key for tokens cannot be read from ${file}`, { cause })
  })
  if (key.length < 32) throw new Fault(500, `Slurm's key for tokens in ${file} is shorter than 32 bytes`)
  // Read by those who use it: a hub that asks Slurm over the command line does without.
  const { SignJWT } = await import("jose")
  return new SignJWT({ sun: user })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(now)
    .setExpirationTime(now + lifespanSeconds)
    .sign(key)
}

async function byCommand(user: string, words: readonly string[], context: PluginContext): Promise<string> {
  const argv = renderWords(words, { username: user, lifespan: lifespanSeconds })
  const result = await context.exec(argv, { env: commandEnv(context), timeoutMs: 20_000 })
  const token = result.stdout.trim().replace(/^SLURM_JWT=/, "")
  if (result.code === 0 && form.test(token)) return token
  // What it printed may be a token in part: only what it complained of is told.
  const why = result.timedOut ? "no answer within 20 seconds" : result.stderr.trim().slice(0, 200)
  throw new Fault(
    503,
    `SlurmSpawner.rest_token_command gave no token for ${user} (${why || `exit code ${result.code}`})`,
    {
      code: "slurm-unreachable",
    },
  )
}
