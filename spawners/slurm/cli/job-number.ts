/** The number of a job in what sbatch wrote, with whatever a site writes around it. Pure. */

/** `--parsable` writes `N` or `N;cluster`, without it there are words before. */
const said = [/^(\d{1,10})(?:;[\w.-]+)?$/, /^Submitted batch job (\d{1,10})(?: on cluster [\w.-]+)?$/]

/** Every number that could be it, once: only one alone is an answer. */
export function jobNumbers(stdout: string): readonly string[] {
  const numbers = stdout
    .split("\n")
    .map(line => line.trim())
    .flatMap(line => said.map(pattern => pattern.exec(line)?.[1]))
    .filter(number => number !== undefined && Number(number) > 0)
  return [...new Set(numbers as readonly string[])]
}
