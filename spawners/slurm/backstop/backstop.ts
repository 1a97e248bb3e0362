/** Keeps a QOS for each set of limits in Slurm's accounting, and makes it the one that its people use. */
import type { Backstop, Drift, LimitSet } from "../../../hub/plugin/backstop.ts"
import type { PluginContext } from "../../../hub/plugin/context.ts"
import { Fault, Refusal } from "../../../hub/plugin/errors.ts"
import { ask } from "../cli/ask.ts"
import { commandEnv } from "../command-env.ts"
import { readSettings } from "../settings.ts"
import { associationFormat, planAssociations, readAssociation } from "./associations.ts"
import { enforcementWarnings } from "./enforcement.ts"
import { describeQos, qosChanges, qosFormat, qosPrefix, readQos, wantedQos } from "./qos.ts"

/** As many names as fit well into a command line. */
const peopleAtOnce = 500
/** What Slurm and sacctmgr take as one word. */
const personRule = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/

export const backstop: Backstop = {
  async compare(sets, context) {
    const account = accountName(context)
    const qos = await readAll(context, ["show", "qos", `format=${qosFormat}`], readQos)
    const known = new Map(qos.map(({ name, settings }) => [name, settings]))
    const shown = ["show", "associations", "where", `account=${account}`, `format=${associationFormat}`]
    const associations = (await readAll(context, shown, readAssociation)).flatMap(one => one ?? [])
    const odd = sets.flatMap(set => set.people).filter(person => !personRule.test(person))
    const plan = planAssociations(sets.map(withoutOdd), associations)
    const names = sets.map(set => `${qosPrefix}${set.name}`)
    return [
      ...sets.flatMap(set => qosDrift(set, known)),
      ...[...plan.strangers].flatMap(([qos, people]) => strangers(people, qos, account, context)),
      ...plan.changes.flatMap(change =>
        inParts(change.people).map(people => association({ ...change, people }, account)),
      ),
      ...[...known.keys()].filter(name => name.startsWith(qosPrefix) && !names.includes(name)).map(leftOver),
      ...odd.map(person => ({ text: `${JSON.stringify(person)} is no name that Slurm takes: left out` })),
    ]
  },

  async warnings(context) {
    const { servicePrefix } = readSettings(context)
    const lines = await ask(context, [...servicePrefix, "scontrol", "show", "config"], "scontrol")
    return enforcementWarnings(lines)
  },
}

function accountName(context: PluginContext): string {
  const account = context.setting<string>("SlurmSpawner.sync_account") || readSettings(context).req.account
  if (/^[\w.-]{1,64}$/.test(account)) return account
  throw new Refusal(
    400,
    account === ""
      ? 'Whose associations are meant? Name the Slurm account of the hub\'s people: c.SlurmSpawner.sync_account = "lab"'
      : `${JSON.stringify(account)} in c.SlurmSpawner.sync_account is no name of a Slurm account`,
  )
}

async function readAll<T>(context: PluginContext, words: readonly string[], read: (line: string) => T): Promise<T[]> {
  const { servicePrefix } = readSettings(context)
  const argv = [...servicePrefix, "sacctmgr", "--noheader", "--parsable2", "--readonly", ...words]
  return (await ask(context, argv, "sacctmgr")).map(read)
}

function qosDrift(set: LimitSet, known: ReadonlyMap<string, ReturnType<typeof wantedQos>>): readonly Drift[] {
  const name = `${qosPrefix}${set.name}`
  const is = known.get(name) ?? null
  const wanted = wantedQos(set.limits)
  const words = qosChanges(is, wanted)
  if (words.length === 0) return []
  const verb = is === null ? ["add", "qos", name, "set"] : ["modify", "qos", "where", `name=${name}`, "set"]
  return [
    {
      text: `QOS ${name}: is ${describeQos(is)}; should be ${describeQos(wanted)}`,
      mend: context => change(context, [...verb, ...words]),
    },
  ]
}

function strangers(people: readonly string[], qos: string, account: string, context: PluginContext): readonly Drift[] {
  const create = context.setting<boolean>("SlurmSpawner.sync_create_users")
  return inParts(people).map(part => {
    const text = `${count(part)} without an association with the account ${account}: ${short(part)}`
    if (!create) return { text: `${text}. Add them with sacctmgr, or set c.SlurmSpawner.sync_create_users = True` }
    return { text, mend: (context: PluginContext) => addUsers(context, part, qos, account) }
  })
}

async function addUsers(
  context: PluginContext,
  people: readonly string[],
  qos: string,
  account: string,
): Promise<void> {
  await change(context, ["add", "user", people.join(","), `account=${account}`])
  await association({ people, qos, stale: [] }, account).mend?.(context)
}

function association(
  { people, qos, stale }: { people: readonly string[]; qos: string | null; stale: readonly string[] },
  account: string,
): Drift {
  const where = ["where", `account=${account}`, `name=${people.join(",")}`]
  const gained = qos === null ? [] : [`qos+=${qos}`, `defaultqos=${qos}`]
  const text =
    qos === null
      ? `${count(people)} have ${stale.join(", ")} that they no longer have by any role or exception: ${short(people)}`
      : `${count(people)} should use ${qos}${stale.length > 0 ? ` instead of ${stale.join(", ")}` : ""}: ${short(people)}`
  return {
    text,
    async mend(context) {
      if (gained.length > 0) await change(context, ["modify", "user", ...where, "set", ...gained])
      // -1 is what the account has by default.
      if (qos === null) await change(context, ["modify", "user", ...where, "set", "defaultqos=-1"])
      if (stale.length > 0) await change(context, ["modify", "user", ...where, "set", `qos-=${stale.join(",")}`])
    },
  }
}

function leftOver(name: string): Drift {
  return {
    text: `QOS ${name} belongs to no roles or exceptions that anybody has`,
    mend: context => change(context, ["delete", "qos", "where", `name=${name}`]),
  }
}

async function change(context: PluginContext, words: readonly string[]): Promise<void> {
  const { servicePrefix } = readSettings(context)
  const argv = [...servicePrefix, "sacctmgr", "--immediate", ...words]
  const result = await context.exec(argv, { env: commandEnv(context), timeoutMs: 120_000 })
  // It ends with 1 when there was nothing to change, too.
  if (result.code === 0 || /^\s*Nothing (?:new added|modified|deleted)/im.test(result.stdout + result.stderr)) return
  const said = (result.stderr.trim() || result.stdout.trim()).slice(0, 500)
  throw new Fault(502, `sacctmgr ${words.slice(0, 2).join(" ")} failed: ${said || `exit code ${result.code}`}`)
}

function withoutOdd(set: LimitSet): LimitSet {
  return { ...set, people: set.people.filter(person => personRule.test(person)) }
}

function inParts(people: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  for (let from = 0; from < people.length; from += peopleAtOnce) parts.push(people.slice(from, from + peopleAtOnce))
  return parts
}

function count(people: readonly string[]): string {
  return people.length === 1 ? "1 person" : `${people.length} people`
}

function short(people: readonly string[]): string {
  return people.length <= 8 ? people.join(", ") : `${people.slice(0, 8).join(", ")} and ${people.length - 8} more`
}
