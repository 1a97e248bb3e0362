/** Services as the API shows them, each field only to those whose scopes cover it. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import { servicePath } from "../../core/services/service-address.ts"
import type { ServiceRow } from "../../db/rows.ts"
import { type AccessMap, readable } from "./readable.ts"
import { jsonObject } from "./server-model.ts"

export const serviceSchema = z
  .strictObject({
    kind: z.literal("service"),
    name: z.string(),
    admin: z.boolean(),
    url: z.string().nullable(),
    prefix: z.string(),
    command: z.array(z.string()),
    pid: z.number(),
    info: jsonObject.nullable(),
    display: z.boolean().nullable(),
    roles: z.array(z.string()),
  })
  .partial()
  .meta({ id: "Service", description: "Each field only to those whose scopes cover it." })

export type ServiceModel = z.infer<typeof serviceSchema>

const access: AccessMap<ServiceModel> = {
  "read:services": ["kind", "name", "admin", "url", "prefix", "command", "pid", "info", "display"],
  "read:services:name": ["kind", "name", "admin"],
  "read:roles:services": ["kind", "name", "roles", "admin"],
}

export function serviceModel(
  core: Pick<Core, "config">,
  scopes: readonly string[],
  service: ServiceRow,
  roles: readonly string[],
): ServiceModel {
  const all: Required<ServiceModel> = {
    kind: "service",
    name: service.name,
    admin: service.admin,
    url: service.url ?? "",
    prefix: service.url ? servicePath(core.config, service.name) : "",
    command: [...(service.command ?? [])],
    pid: service.pid ?? 0,
    info: service.info ?? {},
    display: service.display ?? true,
    roles: [...roles],
  }
  return readable(all, access, scopes, { kind: "service", name: service.name })
}
