/** `c.CarmeHub.disk`: what tells how full somebody's home folder is. */
import { z } from "zod"
import { single } from "./single.ts"
import { count, strings } from "./units.ts"

const diskKinds = ["none", "beegfs", "linux", "xfs", "btrfs", "command"] as const
export type DiskKind = (typeof diskKinds)[number]

export interface DiskSettings {
  readonly kind: DiskKind
  /** The file system of the home folders, or with btrfs a person's subvolume: {username} stands for the name. */
  readonly path: string
  /** For `command`: its words; {username} in a word stands for the name. */
  readonly command: readonly string[]
  /** Words before each command, such as `ssh fileserver`; null takes those of the spawner's queries. */
  readonly prefix: readonly string[] | null
  /** From this part of the limit on, in percent, people are warned. */
  readonly warnPercent: number
}

const schema = z.strictObject({
  kind: z.enum(diskKinds, `must be one of ${diskKinds.join(", ")}`),
  path: z
    .string("must be a string")
    .regex(/^\/[^\n\0]*$/, "must be an absolute path")
    .refine(path => !/\{(?!username\})/.test(path), "may hold {username} only")
    .optional(),
  command: strings.optional(),
  prefix: strings.nullish(),
  warn_percent: count.max(100, "must be 100 or less").optional(),
})

export const disk = single(
  "a dict of settings",
  schema,
  (s): DiskSettings => ({
    kind: s.kind,
    path: s.path ?? "/home",
    command: s.command ?? [],
    prefix: s.prefix ?? null,
    warnPercent: s.warn_percent ?? 90,
  }),
)
