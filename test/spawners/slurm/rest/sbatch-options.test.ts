import t from "tap"
import { directives, sbatchFields as fieldsAt, tresPerNode } from "../../../../spawners/slurm/rest/sbatch-options.ts"

const now = new Date("2026-11-23T06:00:00Z")
const sbatchFields = (words: readonly string[]) => fieldsAt(words, now)

t.test("options in each of their forms, the last of two wins", async t => {
  t.same(
    sbatchFields(["--constraint=a b", "--exclusive", "-x", "n1,n2", "-n4", "--mail-type", "END,FAIL", "--nice=10"]),
    {
      constraints: "a b",
      shared: ["none"],
      excluded_nodes: ["n1", "n2"],
      tasks: 4,
      mail_type: ["END", "FAIL"],
      nice: 10,
    },
  )
  t.same(sbatchFields(["--time=1:30:00", "-t", "5", "--mem=4G", "--gres=gpu:2"]), {
    time_limit: { set: true, infinite: false, number: 5 },
    memory_per_node: { set: true, infinite: false, number: 4096 },
    tres_per_node: "gres/gpu:2",
  })
  t.match(sbatchFields(["--time=UNLIMITED", "--mem=0"]), {
    time_limit: { infinite: true },
    memory_per_node: { number: 0 },
  })
  t.same(sbatchFields(["--signal=B:TERM@90"]), {
    kill_warning_signal: "TERM",
    kill_warning_delay: { set: true, infinite: false, number: 90 },
    kill_warning_flags: ["BATCH_JOB"],
  })
  t.same(sbatchFields(["--signal", "USR1"]), {
    kill_warning_signal: "USR1",
    kill_warning_delay: { set: true, infinite: false, number: 60 },
  })
  t.same(sbatchFields(["--export=NONE", "--no-requeue", "--parsable"]), {}, "the driver says these itself")
})

t.test("what has no counterpart is a Fault that names it, and never dropped", async t => {
  const wrong = (words: string[], message: RegExp) => t.throws(() => sbatchFields(words), { status: 500, message })
  wrong(["--burst-buffer=x"], /--burst-buffer=x of sbatch cannot be given over REST/)
  wrong(["stray"], /stray/)
  wrong(["-Z"], /-Z/)
  wrong(["--partition"], /has no value/)
  wrong(["--time=soon"], /"soon" is no time limit/)
  wrong(["--signal=B:@x"], /"B:@x" is no signal/)
  wrong(["--mem=much"], /"much" is no amount/)
  wrong(["--nice=very"], /"very" is no whole number/)
  wrong(["--begin=16:00"], /"16:00" cannot be given over REST/)
  wrong(["--begin=now+1moon"], /cannot be given/)
})

t.test("a start that is not before a time", async t => {
  const began = now.getTime() / 1000
  for (const [begin, seconds] of [
    ["now", began],
    ["now+90", began + 90],
    ["now+1hour", began + 3600],
    ["now+2days", began + 172_800],
    ["1795825524", 1_795_825_524],
  ])
    t.same(
      sbatchFields([`--begin=${begin}`]),
      { begin_time: { set: true, infinite: false, number: seconds } },
      `${begin}`,
    )
})

t.test("the directives of a script end where it begins", async t => {
  const script = `#!/bin/bash
#SBATCH --output=/home/alice/site-%j.log   # the log
#SBATCH -p gpu --comment="two words"
# a remark

set -e
#SBATCH --qos=late
`
  t.same(directives(script), ["--output=/home/alice/site-%j.log", "-p", "gpu", "--comment=two words"])
  t.same(directives("echo\n"), [])
})

t.test("resources as Slurm has them inside", async t => {
  t.equal(tresPerNode("gpu:a100:2,tmp:5G"), "gres/gpu:a100:2,gres/tmp:5G")
  t.equal(tresPerNode("gres:gpu:1"), "gres/gpu:1")
})
