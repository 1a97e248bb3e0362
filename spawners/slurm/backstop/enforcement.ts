/** Whether slurmctld enforces limits at all, by what it says of its configuration. Pure. */

/** `lines` of `scontrol show config`. Each warning says what is wrong, what follows, and what to do. */
export function enforcementWarnings(lines: readonly string[]): readonly string[] {
  const enforced = (valueOf(lines, "AccountingStorageEnforce") ?? "").toLowerCase().split(",")
  // `safe` and `limits` include associations; `all` is everything but two that do not matter here.
  const has = (...names: readonly string[]) => names.some(name => enforced.includes(name)) || enforced.includes("all")
  const missing = [...(has("limits", "safe") ? [] : ["limits"]), ...(has("qos") ? [] : ["qos"])]
  if (missing.length === 0) return []
  return [
    `Slurm does not enforce ${missing.join(" and ")} (AccountingStorageEnforce=${enforced.join(",") || "none"}): the hub's own check is the only one, and jobs that people submit past the hub are not limited. Set AccountingStorageEnforce=associations,limits,qos in slurm.conf, restart slurmctld, and run "carme-hub quota sync".`,
  ]
}

function valueOf(lines: readonly string[], key: string): string | null {
  const line = lines.find(text => text.trimStart().toLowerCase().startsWith(key.toLowerCase()))
  return line === undefined ? null : line.slice(line.indexOf("=") + 1).trim()
}
