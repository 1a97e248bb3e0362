/** Where two JSON values differ, leaf by leaf. */

export interface Difference {
  /** `body.servers.lab.state`; `[2]` in a list, where a difference in length is one difference of the whole list. */
  readonly at: string
  readonly theirs: unknown
  readonly ours: unknown
}

export function differences(theirs: unknown, ours: unknown, at = ""): readonly Difference[] {
  if (isList(theirs) && isList(ours) && theirs.length === ours.length) {
    return theirs.flatMap((item, index) => differences(item, ours[index], `${at}[${index}]`))
  }
  if (isObject(theirs) && isObject(ours)) {
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
    return names.flatMap(name => differences(theirs[name], ours[name], at === "" ? name : `${at}.${name}`))
  }
  return JSON.stringify(theirs) === JSON.stringify(ours) ? [] : [{ at, theirs, ours }]
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
