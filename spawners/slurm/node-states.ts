/** Slurm's states of nodes: which of them take new jobs. */

// A node that is powered down or not yet up is started for a job.
const takesJobs = new Set(["IDLE", "MIXED", "ALLOCATED", "COMPLETING", "PLANNED", "RESERVED", "CLOUD", "POWERED_DOWN"])
const startsUp = new Set(["POWERING_UP", "POWER_UP", "DYNAMIC_NORM", "DYNAMIC_FUTURE", "BLOCKED", "PERFCTRS"])

/** One word that says that it takes none is enough, and so is a word that this table does not know. */
export function isUsable(states: readonly string[]): boolean {
  return states.length > 0 && states.every(state => takesJobs.has(state) || startsUp.has(state))
}

/** `MIXED+DRAIN` and `DOWN*` as words: signs behind a state are flags too. */
export function nodeStates(text: string): readonly string[] {
  const signs: Readonly<Record<string, string>> = {
    "*": "NOT_RESPONDING",
    "~": "POWERED_DOWN",
    "#": "POWERING_UP",
    "%": "POWERING_DOWN",
    $: "MAINT",
    "@": "REBOOT_REQUESTED",
    "^": "REBOOT_ISSUED",
    "!": "POWER_DOWN",
    "-": "PLANNED",
  }
  return text.split("+").flatMap(part => {
    const [, word = "", sign = ""] = /^(\w+)(\W?)/.exec(part.trim().toUpperCase()) ?? []
    return [word, signs[sign] ?? ""].filter(state => state !== "")
  })
}
