import t from "tap"
import { createVersions, isAtLeast } from "../../../../spawners/slurm/rest/version.ts"
import { manualClock } from "../../../support/clock.ts"
import { slurmContext } from "../../../support/slurm.ts"

function speaking(...spoken: string[]) {
  const asked: string[] = []
  const ping = async (version: string) => {
    asked.push(version)
    return { status: spoken.includes(version) ? 200 : 404, body: {}, text: "" }
  }
  return { asked, ping }
}

t.test("the newest that both know, asked for once in a while", async t => {
  const clock = manualClock()
  const context = slurmContext({}, { clock })
  const versions = createVersions()
  const { asked, ping } = speaking("0.0.40", "0.0.41", "0.0.42")
  t.equal(await versions.of("http://a", "", ping, context), "0.0.42")
  t.equal(await versions.of("http://a", "", ping, context), "0.0.42")
  t.same(asked, ["0.0.45", "0.0.44", "0.0.43", "0.0.42"])
  t.equal(await versions.of("http://b", "", speaking("0.0.44").ping, context), "0.0.44", "each slurmrestd its own")
  await clock.advance(11 * 60_000)
  t.equal(await versions.of("http://a", "", speaking("0.0.43").ping, context), "0.0.43", "after an update")
})

t.test("the site's own choice is not asked about", async t => {
  const { asked, ping } = speaking()
  t.equal(await createVersions().of("http://a", "v0.0.41", ping, slurmContext()), "0.0.41")
  t.same(asked, [])
  const wrong = createVersions().of("http://a", "42", ping, slurmContext())
  await t.rejects(wrong, { status: 500, message: /rest_version is "42"/ })
})

t.test("none that both know, and no answer", async t => {
  const none = createVersions().of("http://a", "", speaking("0.0.39").ping, slurmContext())
  await t.rejects(none, { status: 500, message: /none of the versions 0.0.40 to 0.0.45/ })
  const refused = async () => ({ status: 401, body: undefined, text: "" })
  const silent = createVersions().of("http://a", "", refused, slurmContext())
  await t.rejects(silent, { status: 503, message: /HTTP 401/ })
})

t.test("versions in their order", async t => {
  t.ok(isAtLeast("0.0.43", "0.0.43"))
  t.ok(isAtLeast("0.0.44", "0.0.43"))
  t.notOk(isAtLeast("0.0.42", "0.0.43"))
})
