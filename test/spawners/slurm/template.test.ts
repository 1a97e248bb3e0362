import t from "tap"
import { renderTemplate, renderWords } from "../../../spawners/slurm/template.ts"

t.test("Jinja where there is Jinja, str.format else, as in batchspawner", async t => {
  t.equal(renderTemplate("sudo -u {username}", { username: "alice" }), "sudo -u alice")
  t.equal(renderTemplate("{% if qos %}--qos={{ qos }}{% endif %} {x}", { qos: "a&b" }), "--qos=a&b {x}")
  t.equal(renderTemplate("scancel {job_id}", { job_id: 12 }), "scancel 12")
  t.throws(() => renderTemplate("{nothing}", {}), { status: 500, message: /no variable \{nothing\}/ })
  t.throws(() => renderTemplate("{% if %}", {}), { status: 500, message: /template/ })
})

t.test("a value is never read as a template, nor split into words", async t => {
  t.equal(renderTemplate("{{ a }}", { a: "{{ b }}", b: "secret" }), "{{ b }}")
  t.equal(renderTemplate("{a}", { a: "{b}", b: "secret" }), "{b}")
  t.same(renderWords(["-u", "{username}"], { username: "a b" }), ["-u", "a b"])
})
