/** The order of the store and which container is chosen at first, as administrators set them in the pages. */
import { readSetting, writeSetting } from "../../db/settings.ts"
import type { Core } from "../core.ts"

export interface Arrangement {
  /** Ids; what is not in it comes after. */
  readonly order: readonly string[]
  /** null leaves it to the configuration. */
  readonly preferred: string | null
}

const orderKey = "containers.order"
const preferredKey = "containers.default"

export async function readArrangement({ db }: Pick<Core, "db">): Promise<Arrangement> {
  const [order, preferred] = await Promise.all([readSetting(db, orderKey), readSetting(db, preferredKey)])
  return { order: order === null ? [] : parse(order), preferred: preferred || null }
}

/** Puts one of `ids`, the store as it stands, at `position`. */
export async function moveTo(
  core: Pick<Core, "db">,
  ids: readonly string[],
  id: string,
  position: number,
): Promise<void> {
  const others = ids.filter(other => other !== id)
  await writeSetting(core.db, orderKey, JSON.stringify([...others.slice(0, position), id, ...others.slice(position)]))
}

/** null: the configuration's own. */
export async function prefer(core: Pick<Core, "db">, id: string | null): Promise<void> {
  await writeSetting(core.db, preferredKey, id ?? "")
}

function parse(text: string): readonly string[] {
  const value: unknown = JSON.parse(text)
  return Array.isArray(value) ? value.filter(item => typeof item === "string") : []
}
