/** A mistake in the configuration or on the command line: ends the start with its message and exit code. */
export class ConfigError extends Error {
  readonly exitCode: 1 | 2

  /** 2 is that of JupyterHub for a flag with a value, or an option without one. */
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.name = "ConfigError"
    this.exitCode = exitCode
  }
}
