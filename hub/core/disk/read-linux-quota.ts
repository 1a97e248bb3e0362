/** `quota` and `xfs_quota`: a line of numbers for the file system, `used soft hard`, in blocks of 1024 bytes. */
import type { DiskUse } from "./disk-use.ts"

/** `quota` marks what is over the soft limit by a star, and where nothing is limited it prints no line at all. */
export function readLinuxQuota(stdout: string): DiskUse | null {
  for (const line of stdout.split("\n")) {
    const match = /^\s*\/\S*\s+(\d+)\*?\s+(\d+)\s+(\d+)\b/.exec(line)
    if (!match) continue
    const [used = 0, soft = 0, hard = 0] = match.slice(1).map(Number)
    const limit = hard || soft
    return { usedBytes: used * 1024, limitBytes: limit === 0 ? null : limit * 1024 }
  }
  return /:\s*none\s*$/m.test(stdout) ? { usedBytes: 0, limitBytes: null } : null
}
