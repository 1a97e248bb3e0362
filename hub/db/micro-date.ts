/** A time with the microseconds that JupyterHub keeps and JavaScript's Date has no room for. */
export class MicroDate extends Date {
  /** 0 to 999, what follows the milliseconds. */
  readonly micros: number

  constructor(milliseconds: number, micros: number) {
    super(milliseconds)
    this.micros = micros
  }

  /** Six digits of a second; the base class has three. */
  override toISOString(): string {
    return `${super.toISOString().slice(0, -1)}${String(this.micros).padStart(3, "0")}Z`
  }
}
