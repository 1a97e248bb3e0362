/** Many values are asked about in few statements. */
import t from "tap"
import { inChunks } from "../../hub/db/chunks.ts"

t.test("nothing is not asked, little at once, much in parts", async t => {
  const sizes: number[] = []
  const ask = async (chunk: readonly number[]) => {
    sizes.push(chunk.length)
    return chunk.map(n => n + 1)
  }
  t.same(await inChunks([], ask), [])
  t.same(await inChunks([1, 2], ask), [2, 3])
  const many = Array.from({ length: 12_000 }, (_, i) => i)
  t.same(
    await inChunks(many, ask),
    many.map(n => n + 1),
  )
  t.same(sizes, [2, 5000, 5000, 2000])
})
