/** Slurm's settings that decide whether people's servers work, by what `scontrol show config` prints. Pure. */
import type { Finding } from "../../../hub/plugin/finding.ts"

interface Check {
  readonly key: string
  readonly isBad: (value: string) => boolean
  readonly why: string
  readonly mend: string
}

const checks: readonly Check[] = [
  {
    key: "PrivateData",
    isBad: value => value.split(",").some(word => /^(jobs|all)$/.test(word.trim())),
    why: "The hub's account does not see other people's jobs, unless it is an operator in Slurm: servers wait for ever.",
    mend: "sacctmgr modify user hub set AdminLevel=Operator",
  },
  {
    key: "AccountingStorageEnforce",
    isBad: value => !/limits|safe|all/i.test(value),
    why: "Slurm does not enforce limits on jobs that people submit past the hub.",
    mend: "AccountingStorageEnforce=associations,limits,qos in slurm.conf",
  },
  {
    key: "MinJobAge",
    isBad: value => Number.parseInt(value, 10) < 60,
    why: "Slurm forgets a job before the hub has read how it ended.",
    mend: "MinJobAge=300 in slurm.conf",
  },
  {
    key: "KillWait",
    isBad: value => Number.parseInt(value, 10) < 10,
    why: "A server that is stopped has no time to save.",
    mend: "KillWait=30 in slurm.conf",
  },
  {
    key: "MaxArraySize",
    isBad: value => Number.parseInt(value, 10) < 2,
    why: "People cannot submit job arrays from their notebooks.",
    mend: "MaxArraySize=1001 in slurm.conf",
  },
]

/** `lines` as Slurm prints them; with `rest`, tokens have to be taken, too. */
export function flagFindings(lines: readonly string[], rest: boolean): readonly Finding[] {
  const valueOf = (key: string) => {
    const line = lines.find(text => text.startsWith(`${key} `) || text.startsWith(`${key}=`))
    return line === undefined ? null : line.slice(line.indexOf("=") + 1).trim()
  }
  const jwt: Check = {
    key: "AuthAltTypes",
    isBad: value => !value.includes("auth/jwt"),
    why: "slurmrestd refuses the hub's tokens.",
    mend: "AuthAltTypes=auth/jwt in slurm.conf",
  }
  return [...checks, ...(rest ? [jwt] : [])].map(({ key, isBad, why, mend }): Finding => {
    const value = valueOf(key)
    const id = `slurm-${key}`
    if (value === null) return { id, status: "skipped", what: `Slurm does not tell ${key}.` }
    if (!isBad(value)) return { id, status: "ok", what: `${key} is ${value}.` }
    return { id, status: key === "AuthAltTypes" ? "failed" : "warning", what: `${key} is ${value}.`, why, mend }
  })
}
