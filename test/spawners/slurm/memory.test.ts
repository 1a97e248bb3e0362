import t from "tap"
import { parseMemory } from "../../../spawners/slurm/memory.ts"

t.test("amounts of memory in megabytes, rounded up", async t => {
  const forms = {
    "8G": 8192,
    "8 GB": 8192,
    "1GiB": 1024,
    "512m": 512,
    "512": 512,
    "1500K": 2,
    "0.5G": 512,
    "1T": 1048576,
  }
  for (const [text, megabytes] of Object.entries(forms)) t.equal(parseMemory(text), megabytes, text)
})

t.test("what is no amount", async t => {
  for (const text of ["", "0", "-1G", "8GG", "G", "1e3", "100T", "1,5G", "8G;id"])
    t.equal(parseMemory(text), null, text)
})
