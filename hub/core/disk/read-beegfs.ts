/**
 * `beegfs-ctl --getquota --csv`: a head `name,id,size,hard,files,hard`, then a line a person, sizes in bytes. With several
 * storage pools there is a table for each, under a line with the pool's name: the fullest counts.
 */
import type { DiskUse } from "./disk-use.ts"

export function readBeegfs(stdout: string, user: string): DiskUse | null {
  const uses = stdout.split("\n").flatMap(line => {
    const [name, id, size = "", hard = "", ...more] = line.split(",").map(part => part.trim())
    if ((name !== user && id !== user) || more.length < 2 || !/^\d+$/.test(size)) return []
    // 0 is no limit, too.
    const limit = /^\d+$/.test(hard) && Number(hard) > 0 ? Number(hard) : null
    return [{ usedBytes: Number(size), limitBytes: limit }]
  })
  return uses.sort((a, b) => part(b) - part(a) || b.usedBytes - a.usedBytes)[0] ?? null
}

function part({ usedBytes, limitBytes }: DiskUse): number {
  return limitBytes === null ? 0 : usedBytes / limitBytes
}
