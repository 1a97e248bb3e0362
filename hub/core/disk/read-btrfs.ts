/** `btrfs qgroup show --raw -r -f PATH`: the quota group of the person's own subvolume, in bytes. */
import type { DiskUse } from "./disk-use.ts"

/** `0/257  1048576  1048576  none`, newer versions with a path behind it. */
export function readBtrfs(stdout: string): DiskUse | null {
  for (const line of stdout.split("\n")) {
    const match = /^\s*\d+\/\d+\s+(\d+)\s+\d+\s+(\d+|none)\b/i.exec(line)
    if (!match) continue
    const limit = Number(match[2])
    return { usedBytes: Number(match[1]), limitBytes: Number.isFinite(limit) && limit > 0 ? limit : null }
  }
  return null
}
