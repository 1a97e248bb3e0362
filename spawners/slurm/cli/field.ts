/** One field of a line of `scontrol --oneliner`: `NodeName=n1 Arch=x86_64 ...`. */

/** Empty for a field that is not there, or that scontrol writes as none. The value ends at the first blank. */
export function field(line: string, name: string): string {
  const value = new RegExp(`(?:^|\\s)${name}=(\\S*)`).exec(line)?.[1] ?? ""
  return ["(null)", "N/A", "n/a", "None"].includes(value) ? "" : value
}

export function listField(line: string, name: string): readonly string[] {
  return field(line, name)
    .split(",")
    .filter(part => part !== "")
}

export function numberField(line: string, name: string): number {
  const value = field(line, name)
  return /^\d+$/.test(value) ? Number(value) : 0
}
