/** The two template languages of batchspawner's traits: Jinja where there is `{{` or `{%`, else Python's str.format. */
import { createRequire } from "node:module"
import type nunjucks from "nunjucks"
import { Refusal } from "../../hub/plugin/errors.ts"

export type Variables = Readonly<Record<string, unknown>>

export function renderTemplate(template: string, variables: Variables): string {
  try {
    return /\{\{|\{%/.test(template) ? jinja().renderString(template, { ...variables }) : format(template, variables)
  } catch (cause) {
    // No Fault: nothing was submitted, for certain.
    throw new Refusal(500, `A template of the SlurmSpawner configuration is wrong: ${(cause as Error).message}`, {
      code: "bad-template",
      cause,
    })
  }
}

/** Loaded by those who use it: few sites' templates are in Jinja. */
function jinja(): nunjucks.Environment {
  const { Environment } = createRequire(import.meta.url)("nunjucks") as typeof nunjucks
  environment ??= new Environment(null, { autoescape: false })
  return environment
}

let environment: nunjucks.Environment | undefined

/** Each word for itself, so that a value never becomes two words. */
export function renderWords(words: readonly string[], variables: Variables): readonly string[] {
  return words.map(word => renderTemplate(word, variables))
}

function format(template: string, variables: Variables): string {
  return template.replace(/\{([^{}]*)\}/g, (_match, name: string) => {
    if (!Object.hasOwn(variables, name)) throw new Error(`there is no variable {${name}}`)
    return String(variables[name])
  })
}
