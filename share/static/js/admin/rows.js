// Keeps a table's body like a list of items: rows that did not change stay as they are, and the focus stays where it was.

/** `keyOf(item)` is unique; `rowOf(item)` makes its row, in which elements with `data-focus` are found again. */
export function keepRows(body, keyOf, rowOf) {
  let known = new Map()

  return function show(items) {
    const focused = body.contains(document.activeElement) ? document.activeElement : null
    const at = { row: focused?.closest("tr")?.dataset.key, focus: focused?.closest("[data-focus]")?.dataset.focus }
    const fresh = new Map()
    for (const item of items) {
      const key = keyOf(item)
      const text = JSON.stringify(item)
      const old = known.get(key)
      if (old?.text === text) {
        fresh.set(key, old)
        continue
      }
      const tr = rowOf(item)
      tr.dataset.key = key
      fresh.set(key, { text, tr })
    }
    place([...fresh.values()].map(({ tr }) => tr))
    known = fresh
    if (focused !== null && !body.contains(document.activeElement)) focusAgain(at)
  }

  /** Only what changed is moved: a row that is taken out and put back loses the focus. */
  function place(rows) {
    const standing = [...body.rows]
    const alike = rows.length === standing.length && rows.every((tr, i) => tr.dataset.key === standing[i].dataset.key)
    if (!alike) body.replaceChildren(...rows)
    else for (const [i, tr] of rows.entries()) if (standing[i] !== tr) standing[i].replaceWith(tr)
  }

  function focusAgain({ row, focus }) {
    const tr = [...body.rows].find(({ dataset }) => dataset.key === row)
    const marked = [...(tr?.querySelectorAll("[data-focus]") ?? [])]
    const same = marked.find(({ dataset }) => dataset.focus === focus)
    // A button that is gone was pressed: what stands in its place now is next to it.
    const beside = marked.find(({ dataset }) => dataset.focus.split("|")[0] === focus?.split("|")[0])
    ;(same ?? beside)?.focus({ preventScroll: true })
  }
}
