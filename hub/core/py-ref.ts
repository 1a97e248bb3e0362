/** Tells a Python object of the site's configuration from a plain value. */
import type { PyRef } from "../plugin/context.ts"

export function isPyRef(value: unknown): value is PyRef {
  return typeof value === "object" && value !== null && "__py__" in value
}
