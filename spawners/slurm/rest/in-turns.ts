/** Does the same for many, a few at a time: slurmrestd has twenty threads, and others ask it too. */
const atOnce = 4

export async function inTurns<T, R>(items: readonly T[], one: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(one))))
  }
  return results
}
