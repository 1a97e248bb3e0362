/** The services that the configuration names. */
import { z } from "zod"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { roleNamesOfHolders } from "../../db/members.ts"
import { findServiceByName, listServices } from "../../db/services.ts"
import { Refusal } from "../../plugin/errors.ts"
import { endpoint } from "../endpoint.ts"
import { serviceModel, serviceSchema } from "../models/service-model.ts"

export const servicesEndpoints = [
  endpoint({
    method: "get",
    path: "/api/services",
    summary: "All services, by name",
    tag: "services",
    handler: "jupyterhub.apihandlers.services.ServiceListAPIHandler",
    scopes: ["list:services"],
    filters: true,
    replies: { 200: z.record(z.string(), serviceSchema) },
    async handle({ core, identity }) {
      const filter = scopeFilter(identity.scopes, "list:services")
      const services = (await listServices(core.db)).filter(row => filter?.all || filter?.service.has(row.name))
      const roles = await roleNamesOfHolders(
        core.db,
        "service",
        services.map(row => row.id),
      )
      const models = services.map(row => [row.name, serviceModel(identity.scopes, row, roles.get(row.id) ?? [])])
      return { status: 200, body: Object.fromEntries(models) }
    },
  }),
  endpoint({
    method: "get",
    path: "/api/services/:name",
    summary: "One service",
    tag: "services",
    handler: "jupyterhub.apihandlers.services.ServiceAPIHandler",
    scopes: ["read:services", "read:services:name", "read:roles:services"],
    target: { service: "name" },
    replies: { 200: serviceSchema },
    async handle({ core, identity, params }) {
      const service = await findServiceByName(core.db, params.name ?? "")
      if (!service) throw new Refusal(404, `No such service: ${params.name}`)
      const roles = await roleNamesOfHolders(core.db, "service", [service.id])
      return { status: 200, body: serviceModel(identity.scopes, service, roles.get(service.id) ?? []) }
    },
  }),
]
