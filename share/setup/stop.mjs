// A reason to end the setup that a person can act on: printed as it is, without a stack.
export class Stop extends Error {}

/** Runs a setup program; a Stop ends it with its message and exit code 1. */
export async function main(program) {
  try {
    process.exitCode = (await program()) ?? 0
  } catch (error) {
    process.stderr.write(`\n${error instanceof Stop ? error.message : error.stack}\n`)
    process.exitCode = 1
  }
}
