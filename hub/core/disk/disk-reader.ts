/** What tells how full a home folder is: a command for each kind of file system, and how its answer is read. Pure. */
import type { DiskKind, DiskSettings } from "../../config/carme/disk.ts"
import type { DiskUse } from "./disk-use.ts"
import { readBeegfs } from "./read-beegfs.ts"
import { readBtrfs } from "./read-btrfs.ts"
import { readCommand } from "./read-command.ts"
import { readLinuxQuota } from "./read-linux-quota.ts"

interface DiskReader {
  argv(user: string, settings: DiskSettings): readonly string[]
  /** null where the answer says nothing of this person, or is none. */
  read(stdout: string, user: string): DiskUse | null
}

const inPath = ({ path }: DiskSettings, user: string) => path.replaceAll("{username}", user)

export const diskReaders: Readonly<Record<Exclude<DiskKind, "none">, DiskReader>> = {
  beegfs: {
    argv: user => ["beegfs-ctl", "--getquota", "--csv", "--uid", user],
    read: readBeegfs,
  },
  linux: {
    argv: (user, settings) => [
      "quota",
      "--no-wrap",
      "--raw-grace",
      "--show-mntpoint",
      "--hide-device",
      `--filesystem=${inPath(settings, user)}`,
      "-p",
      "-u",
      user,
    ],
    read: readLinuxQuota,
  },
  xfs: {
    argv: (user, settings) => ["xfs_quota", "-x", "-c", `quota -u -b -N -v ${user}`, inPath(settings, user)],
    read: readLinuxQuota,
  },
  btrfs: {
    argv: (user, settings) => ["btrfs", "qgroup", "show", "--raw", "-r", "-f", inPath(settings, user)],
    read: readBtrfs,
  },
  command: {
    argv: (user, { command }) => command.map(word => word.replaceAll("{username}", user)),
    read: readCommand,
  },
}
