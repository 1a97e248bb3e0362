/** What a site set, without its secrets: for --show-config and for logs. */
import type { Config } from "./config.ts"
import { isPlainDict, isRef } from "./kinds.ts"
import type { Option } from "./option.ts"
import { options } from "./options/index.ts"
import type { Section, Sections } from "./sections.ts"

const hidden = "<hidden>"
const secretTraits = new Set(
  Object.entries(options as Readonly<Record<string, Option<unknown>>>)
    .filter(([, option]) => option.secret)
    .map(([name]) => name.split(".")[1] ?? ""),
)

/** By the bare name, so that `c.MySpawner.environment` is hidden too. */
export function redacted(config: Pick<Config, "raw">): Sections {
  return Object.fromEntries(Object.entries(config.raw).map(([section, traits]) => [section, redactSection(traits)]))
}

function redactSection(traits: Section): Section {
  return Object.fromEntries(
    Object.entries(traits).map(([trait, value]) => [
      trait,
      secretTraits.has(trait) || looksSecret(trait) ? hide(value) : inside(value),
    ]),
  )
}

/** Of a URL only the password is a secret; of a value that is not there, nothing. */
function hide(value: unknown): unknown {
  if (value === null || value === "" || typeof value === "boolean") return value
  if (typeof value === "string" && /^[\w+.-]+:\/\//.test(value)) return withoutPassword(value)
  return hidden
}

function inside(value: unknown): unknown {
  if (typeof value === "string") return withoutPassword(value)
  if (Array.isArray(value)) return value.map(inside)
  if (isRef(value)) return `<${value.repr}>`
  if (value instanceof Uint8Array) return hidden
  if (!isPlainDict(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, looksSecret(key) ? hide(item) : inside(item)]),
  )
}

/** Foreign sections (identity providers) keep secrets too, under names that tell. */
function looksSecret(name: string): boolean {
  return name === "environment" || /(?:^|_)(?:password|secret|token|api_?key|private_?key|auth_token)s?$/i.test(name)
}

function withoutPassword(text: string): string {
  return text.replace(/^([\w+.-]+:\/\/[^:/@\s]*:)[^@\s]*@/, `$1${hidden}@`)
}
