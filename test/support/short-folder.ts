/** A folder with a short name, for sockets: the path of one holds at most 107 bytes, and a checkout may lie anywhere. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Test } from "tap"

export function shortFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "hub-"))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
