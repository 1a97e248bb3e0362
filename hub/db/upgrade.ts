/** Brings a database of JupyterHub 5 to the schema of 6.1, as JupyterHub's own upgrade-db does, then makes our tables. */
import { Refusal } from "../plugin/errors.ts"
import { backUp } from "./back-up.ts"
import type { Db, Queryable } from "./db.ts"
import { columnType, quoter } from "./ddl.ts"
import { exclusively } from "./exclusively.ts"
import { headRevision } from "./jupyterhub-schema.ts"
import { currentRevision, migrate } from "./migrate.ts"

/** A step of JupyterHub's chain: the columns that it adds, as table, name and type. */
interface Step {
  readonly from: string
  readonly to: string
  readonly columns: readonly (readonly [string, string, string])[]
}

/** JupyterHub 5.0 to 5.5 are at the first one's `from`. */
const steps: readonly Step[] = [
  { from: "4621fec11365", to: "be8ecf03ddac", columns: [["services", "timeout", "int default '30' not null"]] },
  {
    from: "be8ecf03ddac",
    to: "afd65840b69e",
    columns: [
      ["oauth_codes", "code_challenge", "varchar(255)"],
      ["oauth_codes", "code_challenge_method", "varchar(64)"],
    ],
  },
  { from: "afd65840b69e", to: "ff1860e38070", columns: [["users", "user_info", "text"]] },
  { from: "ff1860e38070", to: headRevision, columns: [["spawners", "display_name", "varchar(255)"]] },
]

/** Schema versions of the JupyterHubs that carme-hub can follow. */
export const knownRevisions: readonly string[] = [...steps.map(step => step.from), headRevision]

interface Upgrade {
  readonly from: string | null
  /** The revisions that were gone through; none when there was nothing to do. */
  readonly applied: readonly string[]
  /** The copy of a SQLite file as it was before; other databases are backed up by their own means. */
  readonly backup: string | null
}

export async function upgradeSchema(db: Db, now: Date): Promise<Upgrade> {
  const from = await currentRevision(db)
  const pending = from === null || from === headRevision ? [] : stepsFrom(from)
  const backup = pending.length > 0 ? await backUp(db, now) : null
  const applied = pending.length > 0 ? await exclusively(db, t => apply(t)) : []
  await migrate(db)
  return { from, applied, backup }
}

function stepsFrom(revision: string): readonly Step[] {
  const first = steps.findIndex(step => step.from === revision)
  if (first >= 0) return steps.slice(first)
  throw new Refusal(
    409,
    `The database has schema version ${revision}, which carme-hub cannot upgrade: it goes from JupyterHub 5 (${steps[0]?.from}) to 6.1 (${headRevision}). Bring an older one to JupyterHub 5 with that version's "jupyterhub upgrade-db" first`,
  )
}

/** The revision is read again under the lock: another hub may have been faster. */
async function apply(t: Queryable): Promise<string[]> {
  const revision = await currentRevision(t)
  const pending = revision === null || revision === headRevision ? [] : stepsFrom(revision)
  for (const step of pending) {
    for (const [table, column, type] of step.columns) await addColumn(t, table, column, type)
    await t.q("alembic_version").update({ version_num: step.to })
  }
  return pending.map(step => step.to)
}

/** A column that is there is from an upgrade that broke off: MySQL does not take DDL back. */
async function addColumn(t: Queryable, table: string, column: string, type: string): Promise<void> {
  if (await t.q.schema.hasColumn(table, column)) return
  const quote = quoter(t.dialect)
  await t.q.raw(`ALTER TABLE ${quote(table)} ADD COLUMN ${quote(column)} ${columnType(t.dialect, type)}`)
}
