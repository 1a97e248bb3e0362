/** Marks a plain view of the hub's as what the resident Python process makes an object of; nobody else can make such a mark. */

export type StandInKind = "authenticator" | "handler" | "request" | "spawner" | "user"

interface StandIn {
  readonly kind: StandInKind
  readonly view: unknown
}

/** By the object itself and not by its look: what people send may look like anything. */
const made = new WeakMap<object, StandIn>()

/** An argument for a call into Python: `pythonStandIn("user", { name: "ada" })`. */
export function pythonStandIn(kind: StandInKind, view: object): object {
  const mark = { ...view }
  made.set(mark, { kind, view })
  return mark
}

/** null where it is none. */
export function standInOf(value: unknown): StandIn | null {
  return typeof value === "object" && value !== null ? (made.get(value) ?? null) : null
}
