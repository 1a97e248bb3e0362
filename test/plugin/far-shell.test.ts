/** Words for a shell on another host: where it begins to read, and that no word is more than a word to it. */
import { existsSync } from "node:fs"
import t from "tap"
import { exec } from "../../hub/core/exec.ts"
import { markFarShells, quoteForFarShells } from "../../hub/plugin/far-shell.ts"

/** What is started where the site has this prefix and the hub wants these words. */
const started = (prefix: string, argv: readonly string[], programs: readonly string[] = []) =>
  quoteForFarShells([...markFarShells(prefix.split(" "), programs), ...argv])

t.test("without ssh nothing is quoted", async t => {
  const argv = ["squeue", "--format=%i|%u", "a b", "$(x)"]
  t.same(started("sudo -u alice", argv), ["sudo", "-u", "alice", ...argv])
  t.same(quoteForFarShells(argv), argv)
})

t.test("the far shell's words begin behind the host, wherever ssh has it", async t => {
  const rows = [
    "ssh login1",
    "/usr/bin/ssh -o ControlPath=/run/%C login1",
    "ssh -qTi /etc/key -p22 -p 2222 hub@login1",
    "ssh login1 -p 22",
    "ssh -- login1",
    "ssh -v -- login1",
    "timeout 9 ssh -J gate,gate2 login1",
    "sshpass -f /etc/secret ssh -l hub login1",
    "ssh login1 --",
  ]
  for (const row of rows) t.same(started(row, ["a|b", "c"]), [...row.split(" "), "'a|b'", "c"], row)
  t.same(
    started("ssh login1 sudo -u {username}", ["a b"]),
    ["ssh", "login1", "sudo", "-u", "'{username}'", "'a b'"],
    "the prefix's own words are quoted, too",
  )
  t.same(started("ssh -o X=a|b login1", ["a|b"]), ["ssh", "-o", "X=a|b", "login1", "'a|b'"], "ssh's own are not")
})

t.test("what a site has written as one word for the far shell is split there, as it was", async t => {
  t.same(
    markFarShells(["ssh", "login1", "sudo -u {username}"]),
    markFarShells("ssh login1 sudo -u {username}".split(" ")),
  )
})

t.test("two hosts on the way quote twice", async t => {
  t.same(started("ssh gate ssh login1", ["a b"]), ["ssh", "gate", "ssh", "login1", "\\''a b'\\'"])
})

t.test("a site's own way to another host is named by an option", async t => {
  t.same(started("/opt/on-login sudo", ["a b"]), ["/opt/on-login", "sudo", "a b"])
  t.same(started("/opt/on-login sudo", ["a b"], ["on-login"]), ["/opt/on-login", "sudo", "'a b'"])
})

t.test("an ssh without a host is told, before a command is taken for one", async t => {
  for (const row of ["ssh", "ssh -p 22", "ssh -v", "ssh --"]) t.throws(() => started(row, ["squeue"]), /no host/, row)
})

t.test("a name like ssh that comes in later begins nothing", async t => {
  const prefix = markFarShells(["sudo", "-u", "{username}"]).map(word => word.replace("{username}", "ssh"))
  t.same(quoteForFarShells([...prefix, "cat", "a b"]), ["sudo", "-u", "ssh", "cat", "a b"])
})

t.test("a line break is refused", async t => {
  t.throws(() => started("ssh login1", ["a\nb"]), /line break/)
  t.throws(() => started("ssh login1", ["a\rb"]), /line break/)
})

const nasty = [
  "",
  "-x",
  "=ls",
  "~root",
  "a b",
  " ",
  "$(touch /tmp/x)",
  "`id`",
  "$HOME",
  "$".concat("{IFS}"),
  "a;b",
  "a|b&&c",
  "'",
  "''",
  '"',
  "\\",
  "\\'",
  "!!",
  "!x",
  "{a,b}",
  "*",
  "[a]",
  "?",
  "#x",
  "<x",
  ">x",
  "A=b",
  "%self",
  "a\tb",
  "ä€😀",
  "(x)",
  "--format=%i|%u|%T",
  ";'$(id)'\"\\",
]

for (const shell of ["/bin/sh", "/bin/bash", "/bin/zsh", "/usr/bin/fish", "/bin/tcsh"].filter(existsSync)) {
  t.test(`every word arrives as it was at ${shell}`, async t => {
    // As ssh does it: the words joined by blanks, read by the far shell.
    const words = started("ssh login1", ["/usr/bin/printf", "%s\\n", ...nasty]).slice(2)
    const { stdout, stderr } = await exec([shell, "-c", words.join(" ")])
    t.same(stdout.split("\n").slice(0, -1), nasty, stderr)
  })
}

t.test("a marked argv is quoted by whatever starts it", async t => {
  const { stdout } = await exec([...markFarShells(["/bin/echo", "far"], ["echo"]), "a b"])
  t.equal(stdout, "far 'a b'\n")
})
