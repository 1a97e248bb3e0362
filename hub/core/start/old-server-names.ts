/** Named servers from before JupyterHub 6, whose names are no longer valid: told of, or renamed with the old name kept for display. */
import { createHash } from "node:crypto"
import { findNamedServers, type NamedServer, updateSpawner } from "../../db/spawners.ts"
import type { Core } from "../core.ts"
import { isServerName } from "../servers/server-names.ts"

const longest = 30

export async function mendServerNames(core: Core): Promise<void> {
  const named = await findNamedServers(core.db)
  const invalid = named.filter(server => !isServerName(server.name))
  if (invalid.length === 0) return
  if (core.config.get("JupyterHub.allow_existing_invalid_named_servers") !== "autorename") {
    core.log.warn(
      `${invalid.length} named servers have names that JupyterHub 6 no longer allows: JupyterHub.allow_existing_invalid_named_servers says what happens to them`,
    )
    return
  }
  const taken = new Set(named.map(keyOf))
  for (const server of invalid) {
    if (server.active) {
      core.log.error("A named server with an invalid name runs, and is not renamed", told(server))
      continue
    }
    const plain = safeName(server.name)
    const name = taken.has(keyOf({ ...server, name: plain })) ? hashedName(server.name) : plain
    taken.add(keyOf({ ...server, name }))
    core.log.info("Renaming a server whose name is no longer valid", { ...told(server), name })
    await updateSpawner(core.db, server.id, { name, display_name: server.display_name || server.name })
  }
}

function keyOf({ user_id, name }: Pick<NamedServer, "user_id" | "name">): string {
  return `${user_id}/${name}`
}

function told({ user_name, name }: NamedServer) {
  return { user: user_name, server: name }
}

/** As JupyterHub makes it of an old name: letters without accents, digits and single hyphens, beginning with a letter. */
function safeName(name: string, length = longest): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
  const cut = plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, length)
  const begun = cut === "" || /^[a-z]/.test(cut) ? cut : `x-${cut.slice(0, length - 2)}`
  return begun.replace(/-+$/, "") || "x"
}

function hashedName(name: string): string {
  const hash = createHash("sha256").update(name, "utf8").digest("hex").slice(0, 8)
  return `${safeName(name, longest - 9)}-${hash}`
}
