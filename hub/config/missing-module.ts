/** The site's file imports a Python package that is not installed for the Python that the hub uses. */
import { ConfigError } from "./config-error.ts"

export class MissingModule extends ConfigError {
  readonly module: string
  readonly file: string
  readonly line: number | null
  constructor(message: string, module: string, file: string, line: number | null) {
    super(message)
    this.name = "MissingModule"
    this.module = module
    this.file = file
    this.line = line
  }
}
