/** What a job told: read with bounds, since a job's person may have written anything into it. */
import t from "tap"
import { readFacts } from "../../../hub/core/containers/image-facts.ts"
import { noon } from "../../support/rows.ts"

const digest = `sha256:${"a".repeat(64)}`
const good = `python=3.12.4
arch=x86_64
cuda=
package=jupyterhub 5.4.0
package=nvidia-cuda-runtime-cu12 12.4.127
label=org.label-schema.build-date: Friday
label=Maker: <b>x</b>
driver=| NVIDIA-SMI 550.54.15    Driver Version: 550.54.15    CUDA Version: 12.4 |
signed=no
real=/home/alice/a.sif
size=1048576
stamp=12 1048576 1700000000.123456789 1700000001.000000000
digest=${digest}
`

t.test("a whole result", async t => {
  t.match(readFacts(good, noon), {
    kind: "facts",
    real: "/home/alice/a.sif",
    facts: {
      digest,
      size: 1048576,
      python: "3.12.4",
      jupyterhub: "5.4.0",
      cuda: "12.4",
      arch: "x86_64",
      signed: false,
      packages: ["jupyterhub 5.4.0", "nvidia-cuda-runtime-cu12 12.4.127"],
      labels: { "org.label-schema.build-date": "Friday", Maker: "<b>x</b>" },
    },
  })
})

t.test("an error goes before everything", async t => {
  t.same(readFacts(`${good}error=It is cut off.\n`, noon), { kind: "error", message: "It is cut off." })
})

t.test("what is cut off, or made up, is nothing", async t => {
  for (const text of [
    "",
    "python=3\n",
    good.replace(digest, "sha256:abc"),
    good.replace("size=1048576", "size=-1"),
    good.replace("size=1048576", "size=1e400"),
    good.replace("stamp=12", "stamp=$(id)"),
    good.replace("real=/home", "real=home"),
  ]) {
    t.same(readFacts(text, noon), { kind: "nothing" }, text.slice(0, 40))
  }
})

t.test("much of everything is cut, and what moves a cursor is taken out", async t => {
  const many = `${good}${"package=x 1\n".repeat(5000)}${Array.from({ length: 500 }, (_, i) => `label=k${i}: v\n`).join("")}label=__proto__: x\nlabel=a: \u001b[2J\u202e${"y".repeat(9999)}\n`
  const told = readFacts(many, noon)
  if (told.kind !== "facts") return void t.fail("not read")
  t.equal(told.facts.packages.length, 500)
  t.equal(Object.keys(told.facts.labels).length, 50)
  t.notMatch(JSON.stringify(told.facts), /\\u001b|\u202e/)
})
