/** `c.CarmeHub.containers`: images that sessions may run in. */
import { z } from "zod"
import type { Container } from "../../plugin/offer.ts"
import { app } from "./app.ts"
import { section } from "./section.ts"
import { flag, string, strings } from "./units.ts"

/** Absolute, and nothing in it that Apptainer would read as a further option of the bind. */
const bindRule = /^\/[^:,\n]*(?::\/[^:,\n]*(?::(?:ro|rw))?)?$/

const imagePath = z
  .string("must be a path such as /srv/images/jupyter.sqfs")
  .regex(/^\/[^\n\0]+$/, "must be an absolute path")
const version = z.string("must be a string").regex(/^[\w][\w.+-]{0,31}$/, 'must be a version such as "2.4"')
const digest = z
  .string("must be a string")
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be "sha256:" and 64 hexadecimal digits')
const dotted = z.string("must be a string").regex(/^\d+(\.\d+){0,3}$/, 'must be a version number such as "12.4"')

const schema = z.strictObject({
  image: imagePath,
  display_name: string.optional(),
  description: string.optional(),
  version: version.optional(),
  /** Further versions of the same: version to the path of its image. */
  versions: z.record(version, imagePath, "must be a dict of version to path").optional(),
  logo: z
    .string("must be a string")
    .regex(
      /^(https:\/\/\S+|data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/=]+)$/,
      "must be an https or data address",
    )
    .optional(),
  labels: strings.optional(),
  roles: strings.optional(),
  groups: strings.optional(),
  digest: digest.optional(),
  cuda: dotted.optional(),
  min_driver: dotted.optional(),
  binds: z
    .array(
      z.string("must be a string").regex(bindRule, "must be source[:destination[:ro]] with absolute paths"),
      "must be a list",
    )
    .optional(),
  app: app.optional(),
  default: flag.optional(),
})

/** A container of the configuration, and its other versions, each as a container of its own. */
export interface ConfiguredContainer extends Container {
  readonly others: readonly Container[]
}

export const containers = section(
  "a dict of container name to a dict of settings",
  schema,
  (name, s): ConfiguredContainer => {
    const common = {
      description: s.description ?? "",
      binds: s.binds ?? [],
      labels: s.labels ?? [],
      roles: s.roles ?? [],
      groups: s.groups ?? [],
      origin: "store",
      ...(s.logo === undefined ? {} : { logo: s.logo }),
      ...(s.app === undefined ? {} : { app: s.app }),
      ...(s.cuda === undefined ? {} : { cuda: s.cuda }),
      ...(s.min_driver === undefined ? {} : { minDriver: s.min_driver }),
    } as const
    const displayName = s.display_name ?? name
    return {
      ...common,
      name,
      displayName,
      image: s.image,
      isDefault: s.default ?? false,
      ...(s.version === undefined ? {} : { version: s.version }),
      ...(s.digest === undefined ? {} : { digest: s.digest }),
      others: Object.entries(s.versions ?? {}).map(([other, image]) => ({
        ...common,
        name: `${name}:${other}`,
        displayName: `${displayName} ${other}`,
        image,
        version: other,
        isDefault: false,
      })),
    }
  },
)
