/** What a command of Slurm said, for a person: its lines in one, without its own name before each. */
const names =
  /^\s*(?:sbatch|scontrol|slurm_update error|Error (?:creating|updating) the reservation|delete_reservation \S+|allocation failure): (?:error: )?/

export function slurmWords(text: string): string {
  const lines = text.split("\n").map(line => line.replace(names, "").trim())
  return lines
    .filter(line => line !== "")
    .join("; ")
    .replace(/\p{C}/gu, "?")
    .slice(0, 500)
}
