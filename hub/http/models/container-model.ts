/** Containers as the API shows them: what they are, what is inside, where they come from and who may use them. */
import { z } from "zod"
import type { Seen } from "../../core/containers/access.ts"
import { driverFit, readDriver } from "../../core/containers/driver-fit.ts"
import { isUsable } from "../../core/containers/offered.ts"
import { containerStates } from "../../db/rows.ts"
import { isoTime } from "../iso-time.ts"
import { webAppModel, webAppSchema } from "./web-app-model.ts"

const text = z.string().nullable()

export const containerSchema = z
  .strictObject({
    /** What the option `container` of a start is set to. */
    id: z.string(),
    name: z.string(),
    description: z.string(),
    version: text,
    logo: text,
    labels: z.array(z.string()),
    source: z.enum(["config", "path", "pull", "definition"]),
    /** The address or the text of the definition file; null for those who may not change it. */
    origin: text,
    image: z.string(),
    /** null is the site's. */
    owner: text,
    roles: z.array(z.string()),
    groups: z.array(z.string()),
    /** Folders of the cluster in it; null for those who may not change it. */
    binds: z.array(z.string()).nullable(),
    state: z.enum(containerStates),
    /** Why it waits, or why it failed. */
    message: text,
    usable: z.boolean(),
    default: z.boolean(),
    digest: text,
    /** Bytes. */
    size: z.number().nullable(),
    /** The web app that it starts in JupyterLab's place; null is JupyterLab. */
    app: webAppSchema.nullable(),
    cuda: text,
    min_driver: text,
    /** Whether its CUDA runs on the GPU driver of the node that measured it. */
    driver_fit: z.enum(["fits", "too-old", "unknown"]),
    inside: z
      .strictObject({
        arch: text,
        python: text,
        jupyterhub: text,
        packages: z.array(z.string()),
        labels: z.record(z.string(), z.string()),
        signed: z.boolean().nullable(),
        measured_at: z.string(),
      })
      .nullable(),
    /** What it is to the caller: of the store, own or shared; null is nothing that they may start. */
    offered_as: z.enum(["store", "own", "shared"]).nullable(),
    may_change: z.boolean(),
    created_at: text,
  })
  .meta({ id: "Container" })

export type ContainerModel = z.infer<typeof containerSchema>

export function containerModel({ entry, origin, mayChange }: Seen): ContainerModel {
  const { container, facts, row } = entry
  const cuda = container.cuda ?? facts?.cuda
  return {
    id: entry.id,
    name: container.displayName,
    description: container.description,
    version: container.version ?? null,
    logo: container.logo ?? null,
    labels: [...(container.labels ?? [])],
    source: entry.source,
    origin: mayChange && row !== null && row.origin !== "" ? row.origin : null,
    image: container.image,
    owner: entry.owner?.name ?? null,
    roles: [...(container.roles ?? [])],
    groups: [...(container.groups ?? [])],
    binds: mayChange ? [...container.binds] : null,
    state: entry.source === "config" ? (row?.state ?? "ready") : entry.state,
    message: row?.message ?? null,
    usable: isUsable(entry),
    default: container.isDefault,
    digest: container.digest ?? facts?.digest ?? null,
    size: facts?.size ?? null,
    app: container.app === undefined ? null : webAppModel(container.app),
    cuda: cuda ?? null,
    min_driver: container.minDriver ?? null,
    driver_fit: driverFit({ cuda, minDriver: container.minDriver }, readDriver(facts?.driver ?? "")),
    inside: facts && {
      arch: facts.arch ?? null,
      python: facts.python ?? null,
      jupyterhub: facts.jupyterhub ?? null,
      packages: [...facts.packages],
      labels: { ...facts.labels },
      signed: facts.signed ?? null,
      measured_at: facts.measuredAt,
    },
    offered_as: origin,
    may_change: mayChange,
    created_at: isoTime(row?.created_at ?? null),
  }
}
