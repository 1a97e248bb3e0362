/** --generate-config: writes a file with every option as a comment; asks before it takes the place of another. */
import { existsSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { createInterface } from "node:readline/promises"
import { ConfigError } from "./config-error.ts"
import { configFileText } from "./describe-options.ts"

export async function writeConfigFile(file: string, answerYes: boolean): Promise<void> {
  const folder = dirname(file)
  if (!existsSync(folder)) {
    throw new ConfigError(
      `${folder} does not exist. The destination directory must exist before generating config file.`,
    )
  }
  if (existsSync(file) && !answerYes && !(await mayOverwrite(file))) return
  writeFileSync(file, configFileText())
  process.stdout.write(`Writing default config to: ${file}\n`)
}

async function mayOverwrite(file: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new ConfigError(`${file} is there already: -y overwrites it`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await terminal.question(`Overwrite ${file} with default config? [y/N]`)
    return /^y/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
