/** The services that the configuration names, checked. Throws Refusal 400. */
import type { Config } from "../../config/config.ts"
import { Refusal } from "../../plugin/errors.ts"
import { parseServiceSpec, type ServiceSpec } from "./service-spec.ts"

export function configuredServices(config: Config): readonly ServiceSpec[] {
  const specs = config.get("JupyterHub.services").map(spec => parseServiceSpec(spec))
  const twice = specs.find((spec, i) => specs.findIndex(other => other.name === spec.name) !== i)
  if (twice) throw new Refusal(400, `JupyterHub.services has two services of the name ${JSON.stringify(twice.name)}.`)
  return specs
}
