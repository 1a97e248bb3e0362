/** Services: read, and those that are made while the hub runs. */
import { z } from "zod"
import type { Core } from "../../core/core.ts"
import type { Identity } from "../../core/rbac/identity.ts"
import { defaultRoles } from "../../core/rbac/role-spec.ts"
import { expandScopes } from "../../core/rbac/scope-expand.ts"
import { scopeFilter } from "../../core/rbac/scope-filter.ts"
import { scopesOf } from "../../core/rbac/scopes.ts"
import { checkScopesExist, intersectNow } from "../../core/rbac/token-scopes.ts"
import { addService, removeService } from "../../core/services/runtime-services.ts"
import { serviceAnswers } from "../../core/services/service-answers.ts"
import { parseServiceSpec, type ServiceSpec } from "../../core/services/service-spec.ts"
import { roleNamesOfHolders } from "../../db/members.ts"
import type { ServiceRow } from "../../db/rows.ts"
import { findServiceByName, listServices } from "../../db/services.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { jsonObject } from "../models/server-model.ts"
import { type ServiceModel, serviceModel, serviceSchema } from "../models/service-model.ts"

const one = {
  path: "/api/services/:name",
  tag: "services",
  handler: "jupyterhub.apihandlers.services.ServiceAPIHandler",
  target: { service: "name" },
} as const

const text = (field: string) => z.string({ error: `service.${field} must be a string` }).optional()
const flag = (field: string) => z.boolean({ error: `service.${field} must be true or false` }).optional()
const texts = (field: string) =>
  z
    .array(z.string(), { error: `service.${field} must be a list of strings` })
    .max(1000)
    .optional()

const newService = z
  .strictObject(
    {
      name: text("name"),
      admin: flag("admin"),
      url: text("url"),
      oauth_client_allowed_scopes: texts("oauth_client_allowed_scopes"),
      api_token: text("api_token"),
      info: jsonObject.optional(),
      display: flag("display"),
      oauth_no_confirm: flag("oauth_no_confirm"),
      command: texts("command"),
      cwd: text("cwd"),
      environment: z
        .record(z.string(), z.string(), { error: "service.environment must be an object of strings" })
        .optional(),
      user: text("user"),
      oauth_client_id: text("oauth_client_id"),
      oauth_redirect_uri: text("oauth_redirect_uri"),
    },
    { error: issue => (issue.code === "invalid_type" ? "Invalid service data" : undefined) },
  )
  .refine(body => Object.keys(body).length > 0, { error: "Invalid service data" })

export const servicesEndpoints: readonly Endpoint[] = [
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
      const models = await serviceModels(core, identity, services)
      return { status: 200, body: Object.fromEntries(services.map((row, i) => [row.name, models[i]])) }
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "One service",
    scopes: ["read:services", "read:services:name", "read:roles:services"],
    replies: { 200: serviceSchema },
    async handle({ core, identity, params }) {
      const service = await findServiceByName(core.db, params.name ?? "")
      if (!service) throw new Refusal(404, `No such service: ${params.name}`)
      const [model = {}] = await serviceModels(core, identity, [service])
      return { status: 200, body: model }
    },
  }),
  endpoint({
    ...one,
    method: "post",
    summary: "Make a service, which stays until it is deleted; one with a URL is waited for",
    scopes: ["admin:services"],
    body: newService,
    replies: { 201: serviceSchema },
    async handle({ core, identity, params, body, signal }) {
      const name = params.name ?? ""
      if (await findServiceByName(core.db, name)) throw new Refusal(409, `Service ${name} already exists`)
      const spec = parseServiceSpec({ ...body, name }, `Failed to create service ${name}`)
      await checkMayGrant(core, identity, spec)
      checkAsksPeople(spec)
      const service = await addService(core, spec)
      const seen = service.url ? await serviceAnswers(core, service, signal) : null
      if (seen !== null)
        core.log.warn(`Cannot connect to external service ${name} at ${service.url}: ${seen}. Is it running?`)
      const [model = {}] = await serviceModels(core, identity, [service])
      return { status: 201, body: model }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Delete a service that was made through the API",
    scopes: ["admin:services"],
    replies: { 200: null },
    async handle({ core, params }) {
      const service = await findServiceByName(core.db, params.name ?? "")
      if (!service) throw new Refusal(404, `Service ${params.name} does not exist`)
      if (service.from_config === true) throw new Refusal(405, `Service ${params.name} is not modifiable at runtime`)
      await removeService(core, service)
      return { status: 200 }
    },
  }),
]

async function serviceModels(
  core: Core,
  identity: Identity,
  services: readonly ServiceRow[],
): Promise<readonly ServiceModel[]> {
  const ids = services.map(row => row.id)
  const roles = await roleNamesOfHolders(core.db, "service", ids)
  return services.map(row => serviceModel(core, identity.scopes, row, roles.get(row.id) ?? []))
}

/** All that a visitor may. */
const asVisitor: readonly string[] = ["inherit", "self"]

/**
 * Whoever may make services would else be everybody who visits one: a service without a question, or with all that its
 * visitors may, is for the site's configuration to allow. Throws Refusal 400.
 */
function checkAsksPeople({ name, noConfirm, allowedScopes }: ServiceSpec): void {
  const field = noConfirm ? "oauth_no_confirm" : allowedScopes.find(scope => asVisitor.includes(scope))
  if (field === undefined) return
  throw new Refusal(
    400,
    `The service ${name} cannot have ${field}: only services in the hub's configuration can. Leave it out, or add the service to c.JupyterHub.services.`,
  )
}

/** Nobody makes a service that may more than they may with the token they ask with. Throws Refusal 400. */
async function checkMayGrant(core: Core, identity: Identity, spec: ServiceSpec): Promise<void> {
  const ofAdmin = spec.admin ? (defaultRoles.find(role => role.name === "admin")?.scopes ?? []) : []
  const asked = [...ofAdmin, ...spec.allowedScopes]
  checkScopesExist(core, asked, `service ${spec.name}`)
  const { user, service } = identity
  const names = user ? { user: user.name } : { service: service?.name }
  // `!user` and `!server` stand for each visitor: to hand them out takes the whole scope.
  const whole = asked.filter(scope => !asVisitor.includes(scope)).map(scope => scope.replace(/!(user|server)$/, ""))
  const expanded = expandScopes(scopesOf(core.config), whole, names)
  const held = new Set(await intersectNow(core.db, expanded, identity.scopes))
  const excess = expanded.filter(scope => !held.has(scope))
  if (excess.length === 0) return
  const who = user ? `User ${user.name}` : `Service ${service?.name}`
  throw new Refusal(400, `Not assigning requested scopes ${excess.join(",")} not held by ${who}`)
}
