/** What is wrong with a template of the site, and where. */
export class TemplateError extends Error {
  override readonly name = "TemplateError"
  readonly file: string
  /** Counted from 1, where it is known. */
  readonly line: number | undefined

  constructor(message: string, file: string, line: number | undefined, options?: ErrorOptions) {
    super(`${file}${line === undefined ? "" : `:${line}`}: ${message}`, options)
    this.file = file
    this.line = line
  }
}
