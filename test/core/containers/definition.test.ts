/** Definition files: read as Apptainer reads them, and refused where one reaches outside the container or the site's lists. */
import t, { type Test } from "tap"
import { build } from "../../../hub/config/carme/build.ts"
import { checkDefinition } from "../../../hub/core/containers/definition.ts"

const allowed = {
  settings: build.parse({ registries: ["docker.io"], insecure_registries: ["reg.example.org:5000"] }),
  folders: ["/home/alice"],
  images: ["/srv/images/jupyter.sqfs"],
}
const check = (text: string) => checkDefinition(text, allowed)
const refused = (t: Test, text: string, message: RegExp, status?: number) =>
  t.throws(
    () => check(text),
    { message, ...(status === undefined ? {} : { status }) },
    JSON.stringify(text).slice(0, 90),
  )

t.test("good ones", async t => {
  t.same(check("Bootstrap: docker\nFrom: ubuntu:24.04\n"), { insecure: false })
  t.same(check("bootstrap:docker\r\nfrom: reg.example.org:5000/a/b:1\r\n%post\r\n\techo 'ünïcode {{ }} % x'\r\n"), {
    insecure: true,
  })
  t.same(
    check("# mine\n\nBootstrap: localimage\nFrom: /srv/images/jupyter.sqfs\n%post\n  pip install x\n  echo %setup\n"),
    { insecure: false },
  )
  const stages =
    "Bootstrap: docker\nFrom: golang\nStage: one\n%post\n  go build\nBootstrap: localimage\nFrom: /home/alice/a.sif\nStage: two\n%files from one\n  /go/bin/x /usr/bin/x\n%files\n  /home/alice/x.py /x.py\n%environment\n  export A=1\n%labels\n  A b\n%help\n  hi\n%runscript\n  x\n%startscript\n  x\n%test\n  true\n"
  t.same(check(stages), { insecure: false })
})

t.test("what would run outside the container", async t => {
  const header = "Bootstrap: docker\nFrom: ubuntu\n"
  for (const section of ["%setup", "%pre", "  %setup", "\t%PRE", "%%setup", "%Setup arg", "%arguments"]) {
    refused(t, `${header}${section}\n  id\n`, /^Line 3 .*is not allowed/, 400)
  }
  refused(t, `${header}%setup\u00a0x\n`, /unusual space/)
  refused(t, `${header}\u0085%setup\n`, /control character|unusual space/)
  refused(t, `${header}%post\n  x\n%appinstall a\n  id\n`, /there is no section "%appinstall"/)
  refused(t, `${header}%post\n  id\n%se\u200btup\n`, /control character/)
  refused(t, `${header}%post\n{{ line }}\n`, /build arguments/)
  refused(t, "Bootstrap: docker\nFrom: {{ image }}\n", /build arguments/)
})

t.test("agents that read the node's files or any host", async t => {
  for (const agent of [
    "docker-daemon",
    "docker-archive",
    "oci",
    "oci-archive",
    "debootstrap",
    "yum",
    "shub",
    "scratch",
    "busybox",
    "",
  ]) {
    refused(t, `Bootstrap: ${agent}\nFrom: x\n`, /bootstrap agent .* is not allowed/)
  }
  for (const line of [
    "MirrorURL: http://169.254.169.254/",
    "IncludeCmd: yes",
    "Registry: evil.example",
    "Namespace: x",
    "Library: http://x",
    "Include: /etc/shadow",
    "Fingerprints: x",
  ]) {
    refused(t, `Bootstrap: docker\n${line}\nFrom: x\n`, /is not allowed in the header/)
  }
  refused(t, "Bootstrap: docker\nFrom: 169.254.169.254/a\n", /may not be pulled/, 403)
  refused(t, "Bootstrap: docker\nFrom: u:p@docker.io/a\n", /no place in it/)
  refused(t, "Bootstrap: docker\nFrom: a\nFrom: b\n", /said twice/)
  refused(t, "Bootstrap: docker\nFrom: ubuntu \\\n  evil\n", /meaning of their own/)
  refused(t, "Bootstrap: docker\nFrom: ubuntu # 169.254.169.254\n", /meaning of their own/)
  refused(t, "Bootstrap: docker\n%post\n", /From: is missing/)
  refused(t, "%post\n  id\nBootstrap: docker\n", /From: is missing|begin with/)
  refused(t, "%post\n  id\n", /has to begin with/)
  refused(t, "", /has to begin with/)
})

t.test("a second stage inside a section is checked as one", async t => {
  const hidden = "Bootstrap: docker\nFrom: ubuntu\n%post\n  cat <<X\nBootstrap: docker-archive\nFrom: /etc/shadow\nX\n"
  refused(t, hidden, /not allowed/)
})

t.test("files of the node: only from the same folders", async t => {
  const files = (line: string, args = "") => `Bootstrap: docker\nFrom: ubuntu\n%files${args}\n  ${line}\n`
  t.same(check(files("/home/alice/data.csv /data.csv")), { insecure: false })
  for (const line of [
    "/etc/shadow /x",
    "/home/bob/.ssh/id_rsa /x",
    "/home/alice/../bob/x /x",
    "../x /x",
    "* /x",
    '"/etc/shadow" /x',
    "/home/alice2/x /x",
  ])
    refused(t, files(line), /^Line 4 /)
  refused(t, files("/etc/shadow", " from nowhere"), /^Line 4 /)
  refused(t, files("/x", " --chown"), /is not understood/)
})

t.test("images to build on: the store's and one's own", async t => {
  refused(t, "Bootstrap: localimage\nFrom: /home/bob/a.sif\n", /^Line 2 .*outside the folders/, 403)
  refused(t, "Bootstrap: localimage\nFrom: /home/alice/../bob/a.sif\n", /segment that is/, 400)
})

t.test("too long", async t => {
  refused(t, `Bootstrap: docker\nFrom: x\n%post\n${"# x\n".repeat(20_000)}`, /longer than 64 KiB/)
})
