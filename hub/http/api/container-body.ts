/** What may be sent of a container: to add one, and to change one. */
import { z } from "zod"
import { webAppBody, webAppOf } from "../models/web-app-model.ts"
import { isPrintable } from "../printable.ts"

const wrongLabel = "a label is 1 to 60 printable characters"
const label = z.string().min(1, wrongLabel).max(60, wrongLabel).refine(isPrintable, wrongLabel)
const labels = z.array(label).max(20)
const names = z.array(z.string().min(1).max(255)).max(100)
const wrongName = "a name is 1 to 100 printable characters"
const displayName = z
  .string()
  .min(1, wrongName)
  .max(100, wrongName)
  .refine(isPrintable, wrongName)
  .refine(name => name.trim() !== "", "a name is needed")
const description = z.string().max(2000)
const version = z.string().regex(/^\w[\w.+-]{0,31}$/, "a version is such as 2.4")
const dotted = z.string().regex(/^\d+(\.\d+){0,3}$/, "a version number is such as 12.4")
/** `pytorch`, or `pytorch:2.4` for another version of it, which whoever may use the one may use. */
const storeName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}(:\w[\w.+-]{0,31})?$/,
    'a short name is 1 to 63 letters, digits, ".", "_" or "-", and of a further version ":" and the version',
  )
const logo = z
  .string()
  .max(200_000, "a logo has at most 150 kB")
  .regex(
    /^(https:\/\/[^\s"'<>]+|data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/=]+)$/,
    "a logo is an https or data address",
  )
const bind = z
  .string()
  .regex(/^\/[^:,\n\0]*(?::\/[^:,\n\0]*(?::(?:ro|rw))?)?$/, "a bind is source[:destination[:ro]] with absolute paths")
const binds = z.array(bind).max(20)

export const newBody = z
  .strictObject({
    source: z.enum(["path", "pull", "definition"]),
    path: z.string().max(4096).optional(),
    uri: z.string().max(1024).optional(),
    definition: z.string().max(65_536).optional(),
    name: displayName,
    description: description.default(""),
    labels: labels.default([]),
    groups: names.default([]),
    /** For administrators: an entry of the site's store. */
    store: z
      .strictObject({
        name: storeName,
        version: version.nullish(),
        logo: logo.nullish(),
        roles: names.default([]),
        binds: binds.default([]),
        app: webAppBody.nullish(),
        cuda: dotted.nullish(),
        min_driver: dotted.nullish(),
      })
      .optional(),
  })
  .transform((body, context) => {
    const field = ({ path: "path", pull: "uri", definition: "definition" } as const)[body.source]
    const origin = body[field]
    if (origin === undefined || origin === "") {
      context.issues.push({ code: "custom", message: `${field} is needed`, input: body, path: [field] })
      return z.NEVER
    }
    const { store, name, description, labels, groups, source } = body
    return {
      source,
      origin,
      displayName: name,
      description,
      labels,
      groups,
      ...(store === undefined
        ? {}
        : {
            store: {
              name: store.name,
              version: store.version ?? null,
              logo: store.logo ?? null,
              roles: store.roles,
              binds: store.binds,
              app: store.app ? webAppOf(store.app) : null,
              cuda: store.cuda ?? null,
              minDriver: store.min_driver ?? null,
            },
          }),
    }
  })

export const changeBody = z.strictObject({
  name: displayName.optional(),
  description: description.optional(),
  labels: labels.optional(),
  groups: names.optional(),
  /** The rest is for administrators, of the store. */
  version: version.nullish(),
  logo: logo.nullish(),
  roles: names.optional(),
  binds: binds.optional(),
  /** null is JupyterLab again. */
  app: webAppBody.nullish(),
  cuda: dotted.nullish(),
  min_driver: dotted.nullish(),
  default: z.boolean().optional(),
  /** Its place in the store, from 0. */
  position: z.int().min(0).max(10_000).optional(),
})
