import t from "tap"
import { startPiped } from "../../hub/core/exec.ts"
import { pythonProcess } from "../../hub/python/process.ts"

const python = (program: string) =>
  startPiped(["python3", "-u", "-c", program], { cwd: "/", env: { PATH: process.env.PATH ?? "" } })

t.test("lines of JSON both ways, and an end", async t => {
  const program = "import sys, json\nfor line in sys.stdin: print(json.dumps({'got': json.loads(line)}))"
  const process = pythonProcess(await python(program))
  process.send({ a: "ü\n" })
  t.same(await process.receive(), { got: { a: "ü\n" } })
  process.send([1])
  t.same(await process.receive(), { got: [1] })
  await process.close()
  t.equal(await process.receive(), null)
  t.equal(await process.ended, 0)
})

t.test("one that does not end by itself is killed", async t => {
  const process = pythonProcess(await python("import time\nprint(1)\nwhile True: time.sleep(60)"))
  t.equal(await process.receive(), 1)
  await process.close(50)
  t.equal(await process.ended, null)
})

t.test("a line that is no JSON", async t => {
  const process = pythonProcess(await python("print('oops')"))
  await t.rejects(process.receive(), { name: "SyntaxError" })
  await process.ended
})
