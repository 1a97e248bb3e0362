/** The options table as text for people: a configuration file with every option, the reference page, and --help-all. */
import { classNames, lineage } from "./classes.ts"
import { describeKeys } from "./keys.ts"
import type { Option } from "./option.ts"
import { options } from "./options/index.ts"
import { pythonRepr } from "./python-repr.ts"

/** What --generate-config writes: every option as a comment, with its default. */
export function configFileText(): string {
  const parts = ["# Configuration of carme-hub, which reads JupyterHub's.\n\nc = get_config()  #noqa\n"]
  for (const [className, rows] of byClass()) {
    parts.push(`#${"-".repeat(78)}\n# ${className}${parentsOf(className)}\n#${"-".repeat(78)}\n`)
    for (const [name, option] of rows) {
      const help = [option.help, ...remarks(option)].flatMap(line => wrap(line, 76)).map(line => `#  ${line}`)
      parts.push(
        `${help.join("\n").replace(/^# {2}/, "## ")}\n#  Default: ${pythonRepr(option.written)}\n# c.${name} = ${pythonRepr(option.written)}\n`,
      )
    }
  }
  return parts.join("\n")
}

/** share/docs/reference/options.md. */
export function optionsPage(): string {
  const parts = [
    "# Options",
    "Every option of `jupyterhub_config.py`, written as `c.Class.option = value`, or `--Class.option=value` on the command line. A class takes the options of those that it inherits from too: `c.Spawner.cmd` holds for every spawner, `c.SlurmSpawner.cmd` for that one.",
    "This page is made from hub/config/options by `npm run generate`.",
  ]
  for (const [className, rows] of byClass()) {
    parts.push(`## ${className}${parentsOf(className)}`, "| option | value | default | |\n| --- | --- | --- | --- |")
    const lines = rows.map(([name, option]) => {
      const cells = [`\`${name.split(".")[1]}\``, option.kind.label, `\`${pythonRepr(option.written)}\``]
      return `| ${[...cells, [option.help, ...remarks(option)].join(" ")].map(cell => cell.replaceAll("|", "\\|")).join(" | ")} |`
    })
    parts[parts.length - 1] += `\n${lines.join("\n")}`
  }
  return `${parts.join("\n\n")}\n`
}

/** One option after the other, for --help-all. */
export function optionsHelp(): string {
  return byClass()
    .flatMap(([className, rows]) => [
      `${className}${parentsOf(className)} options`,
      ...rows.map(([name, option]) =>
        [
          `--${name}=<${option.kind.label}>`,
          ...[option.help, ...remarks(option), `Default: ${pythonRepr(option.written)}`]
            .flatMap(line => wrap(line, 72))
            .map(line => `    ${line}`),
        ].join("\n"),
      ),
    ])
    .join("\n\n")
}

type Rows = readonly (readonly [string, Option<unknown>])[]

function byClass(): readonly (readonly [string, Rows])[] {
  const rows = Object.entries(options as Readonly<Record<string, Option<unknown>>>)
  return classNames
    .map(name => [name, rows.filter(([row]) => row.startsWith(`${name}.`))] as const)
    .filter(([, found]) => found.length > 0)
}

function parentsOf(className: string): string {
  const parent = lineage(className)[1]
  return parent === undefined ? "" : `(${parent})`
}

function remarks(option: Option<unknown>): readonly string[] {
  return [
    ...(option.deprecated === null ? [] : [`Deprecated: ${option.deprecated}.`]),
    ...(option.differs === null ? [] : [`In carme-hub: ${option.differs}.`]),
    ...(option.keys === null ? [] : [describeKeys(option.keys)]),
  ]
}

function wrap(text: string, width: number): readonly string[] {
  const lines = [""]
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1] ?? ""
    if (last !== "" && last.length + word.length + 1 > width) lines.push(word)
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`
  }
  return lines
}
