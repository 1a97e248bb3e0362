/** The names that a place in a template sees: its own, then those around it. */
export class Scope {
  readonly #own = new Map<string, unknown>()
  readonly #around: Scope | null
  constructor(around: Scope | null = null, values: Readonly<Record<string, unknown>> = {}) {
    this.#around = around
    for (const [name, value] of Object.entries(values)) this.#own.set(name, value)
  }
  has(name: string): boolean {
    return this.#own.has(name) || (this.#around?.has(name) ?? false)
  }
  get(name: string): unknown {
    return this.#own.has(name) ? this.#own.get(name) : this.#around?.get(name)
  }
  set(name: string, value: unknown): void {
    this.#own.set(name, value)
  }
  /** Everything that is seen, for a template that is included here. */
  all(): Record<string, unknown> {
    return { ...this.#around?.all(), ...Object.fromEntries(this.#own) }
  }
}
