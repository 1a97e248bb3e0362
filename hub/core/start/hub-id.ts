/** The short name of this installation, made at its first start and kept in the database. */
import { randomBytes } from "node:crypto"
import type { Db } from "../../db/db.ts"
import { settleSetting } from "../../db/settings.ts"

/** 8 of [0-9a-f]. Hub processes that start together on one database agree on it. */
export function loadHubId(db: Db): Promise<string> {
  return settleSetting(db, "hub_id", randomBytes(4).toString("hex"))
}
