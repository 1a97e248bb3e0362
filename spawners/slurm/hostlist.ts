/** Slurm's short form of many node names: `n[1-3,07],gpu[1-2]x[1-2]`. */
/** No cluster has more nodes; a list of more is garbage, and is not taken apart. */
const mostNames = 100_000

/** The names themselves, in order. A bracket that is none is left as it stands. */
export function expandHostlist(list: string): readonly string[] {
  return topLevel(list).flatMap(expandOne)
}

function expandOne(text: string): readonly string[] {
  const [, before = "", ranges = "", after = ""] = /^([^[\]]*)\[([\d,-]+)\](.*)$/s.exec(text) ?? []
  if (ranges === "") return text === "" ? [] : [text]
  const numbers = ranges.split(",").flatMap(numbersOf)
  const ends = after === "" ? [""] : expandOne(after)
  if (numbers.length * ends.length > mostNames) return []
  return numbers.flatMap(number => ends.map(end => `${before}${number}${end}`))
}

/** Leading zeros are part of a name. */
function numbersOf(range: string): readonly string[] {
  const [first = "", last = first] = range.split("-")
  const count = Number(last) - Number(first) + 1
  if (!(count >= 1 && count <= mostNames)) return []
  return Array.from({ length: count }, (_, index) => String(Number(first) + index).padStart(first.length, "0"))
}

/** The parts between commas that stand outside brackets. */
function topLevel(list: string): readonly string[] {
  return list.match(/(?:\[[^[\]]*\]|[^,[])+/g) ?? []
}
