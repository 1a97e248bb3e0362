/** Asks about many values in as few statements as the databases' limits on parameters allow. */

const mostValues = 5000

/** SQLite takes no more rows in an insert that may meet a conflict: knex writes it as a compound select. */
export const mostRows = 400

export async function inChunks<V, R>(
  values: readonly V[],
  ask: (chunk: readonly V[]) => Promise<readonly R[]>,
  most = mostValues,
): Promise<R[]> {
  if (values.length <= most) return values.length === 0 ? [] : [...(await ask(values))]
  const rows: R[] = []
  for (let from = 0; from < values.length; from += most) rows.push(...(await ask(values.slice(from, from + most))))
  return rows
}
