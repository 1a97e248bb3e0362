/** A mistake in the configuration or on the command line: ends the start with its message and exit code 1. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = "ConfigError"
  }
}
