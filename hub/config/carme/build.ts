/** `c.CarmeHub.build`: how people add containers of their own, and how images are checked at a start. */
import { z } from "zod"
import { single } from "./single.ts"
import { count, memorySize, string, walltime } from "./units.ts"

export interface BuildSettings {
  /** Of `c.CarmeHub.queues`; null is the spawner's own partition. */
  readonly queue: string | null
  readonly walltimeMinutes: number
  readonly cpus: number
  readonly memoryMb: number
  /** No image may be larger, and no file that a build makes on the way; in MiB. */
  readonly maxSizeMb: number
  /** How many containers one person may have. */
  readonly perUser: number
  /** Where pulled and built images are put: {home} and {username} stand for the person's. */
  readonly folder: string
  /** Folders that images may be added from by path, and that definition files may read: with the same words. */
  readonly paths: readonly string[]
  /** `host` or `host:port` that may be pulled from. */
  readonly registries: readonly string[]
  /** Those of them that are spoken to without TLS. */
  readonly insecureRegistries: readonly string[]
  /** The server of `library://`; null has none. */
  readonly library: string | null
  /** always: the digest is computed at each start; changed: only where the file is not as it was; never. */
  readonly check: "always" | "changed" | "never"
  /** Folder of the public keys of which one has to have signed an image. */
  readonly keys: string | null
  /** Which containers have to be signed by one of `keys`. */
  readonly requireSignature: "nobody" | "shared" | "everybody"
}

const template = z
  .string("must be a string")
  .regex(/^(\/|\{home\}(\/|$))[^\n\0]*$/, "must be an absolute path, or begin with {home}")
  .refine(path => !/(^|\/)\.\.?(\/|$)/.test(path), "must have no . and .. in it")
  .refine(path => !/\{(?!home\}|username\})/.test(path), "may hold {home} and {username} only")

const host = z
  .string("must be a string")
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/, "must be a host such as ghcr.io or registry.example.org:5000")

const schema = z.strictObject({
  queue: string.nullish(),
  walltime: walltime.optional(),
  cpus: count.min(1, "must be 1 or more").optional(),
  memory: memorySize.optional(),
  max_size: memorySize.optional(),
  per_user: count.optional(),
  folder: template.optional(),
  paths: z.array(template, "must be a list").optional(),
  registries: z.array(host, "must be a list").optional(),
  insecure_registries: z.array(host, "must be a list").optional(),
  library: z
    .string("must be a string")
    .regex(/^https:\/\/[^\s"']+$/, "must be an https address")
    .nullish(),
  check: z.enum(["always", "changed", "never"], 'must be "always", "changed" or "never"').optional(),
  keys: z
    .string("must be a string")
    .regex(/^\/[^\n\0]+$/, "must be an absolute path")
    .nullish(),
  require_signature: z.enum(["nobody", "shared", "everybody"], 'must be "nobody", "shared" or "everybody"').optional(),
})

export const build = single("a dict of settings", schema, (s): BuildSettings => {
  const insecure = s.insecure_registries ?? []
  return {
    queue: s.queue ?? null,
    walltimeMinutes: s.walltime ?? 60,
    cpus: s.cpus ?? 2,
    memoryMb: s.memory ?? 4096,
    maxSizeMb: s.max_size ?? 20 * 1024,
    perUser: s.per_user ?? 20,
    folder: s.folder ?? "{home}/.carme/containers",
    paths: s.paths ?? ["{home}"],
    registries: [...new Set([...(s.registries ?? ["docker.io", "ghcr.io", "quay.io", "nvcr.io"]), ...insecure])],
    insecureRegistries: insecure,
    library: s.library ?? null,
    check: s.check ?? "changed",
    keys: s.keys ?? null,
    requireSignature: s.require_signature ?? "nobody",
  }
})
