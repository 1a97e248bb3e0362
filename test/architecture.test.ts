/** The rules that keep the rooms apart and the files readable, held against the source itself. */
import t from "tap"
import { noLogic, shownBy, tables } from "./support/architecture-lists.ts"
import { filesBelow, isTypeOnly, readText, type SourceFile, sourceFiles, testFiles } from "./support/source-files.ts"

/** Room -> rooms that it may import; "types" are rooms that only types may come from. */
const edges: Record<string, { readonly imports: readonly string[]; readonly types: readonly string[] }> = {
  plugin: { imports: [], types: [] },
  config: { imports: ["plugin", "python"], types: [] },
  python: { imports: ["plugin"], types: ["config"] },
  db: { imports: ["plugin"], types: ["config"] },
  observe: { imports: ["plugin"], types: ["config"] },
  proxy: { imports: ["plugin"], types: ["config", "core", "observe"] },
  core: { imports: ["db", "plugin"], types: ["config", "observe"] },
  oauth: { imports: ["core", "db", "plugin"], types: ["config"] },
  http: { imports: ["oauth", "core", "db", "observe", "plugin"], types: ["config"] },
  spawners: { imports: ["plugin"], types: [] },
  authenticators: { imports: ["plugin"], types: [] },
}

/** The composition root and the command line name everything. */
const roots = ["hub/hub.ts", "hub/main.ts", "hub/generate.ts"]

/** What only these files or folders may use. */
const reserved: readonly { readonly what: string; readonly pattern: RegExp; readonly allowed: readonly string[] }[] = [
  { what: "child processes", pattern: /from "node:child_process"/, allowed: ["hub/core/exec.ts"] },
  { what: "express", pattern: /from "express"/, allowed: ["hub/http/"] },
  { what: "knex", pattern: /from "knex"/, allowed: ["hub/db/"] },
  { what: "the environment", pattern: /process\.env\b/, allowed: ["hub/config/", "hub/main.ts"] },
  { what: "the clock", pattern: /Date\.now\(|new Date\(\)|performance\.now\(/, allowed: ["hub/core/clock.ts"] },
  {
    what: "timers",
    pattern: /\bset(Timeout|Interval)\(|node:timers/,
    allowed: ["hub/core/clock.ts", "hub/core/bus.ts", "hub/core/exec.ts"],
  },
  { what: "shells", pattern: /shell:\s*true|execSync|spawnSync/, allowed: [] },
  { what: "default exports", pattern: /^export default\b/m, allowed: [] },
  { what: "any", pattern: /\bas any\b|:\s*any\b/, allowed: [] },
]

t.test("imports follow the direction of the rooms", async t => {
  const wrong = sourceFiles.filter(file => !roots.includes(file.path)).flatMap(wrongImports)
  t.same(wrong, [])
})

t.test("each room has its row, and each row its room", async t => {
  const rooms = new Set(sourceFiles.filter(file => !roots.includes(file.path)).map(file => roomOf(file.path)))
  t.same([...rooms].filter(room => !edges[room]).sort(), [])
  t.same(
    Object.keys(edges).filter(room => !rooms.has(room)),
    [],
  )
})

for (const { what, pattern, allowed } of reserved) {
  t.test(`${what}: only in ${allowed.join(", ") || "no file"}`, async t => {
    const found = sourceFiles.filter(file => pattern.test(file.code)).map(file => file.path)
    t.same(
      found.filter(path => !allowed.some(prefix => path.startsWith(prefix))),
      [],
    )
  })
}

/** Libraries that only some sites use: each costs every hub some megabytes and its start some time. */
const rare = ["@peculiar/x509", "reflect-metadata", "pg", "mysql2", "nodemailer", "ical-generator"]

t.test("a hub loads at its start no library that only some sites use", async t => {
  const byPath = new Map(sourceFiles.map(file => [file.path, file]))
  const seen = new Set(["hub/main.ts", "hub/hub.ts"])
  for (const path of seen) {
    for (const { target, typeOnly, late } of byPath.get(path)?.imports ?? []) if (!typeOnly && !late) seen.add(target)
  }
  t.ok(seen.has("zod") && seen.has("hub/db/connect.ts"), "the imports are followed")
  t.same(
    rare.filter(name => seen.has(name)),
    [],
    "load them where they are used: await import(), or createRequire",
  )
})

t.test("files are short, but for tables", async t => {
  const sizes = sourceFiles.filter(file => !tables.has(file.path)).sort((a, b) => a.lines - b.lines)
  const at = (part: number) => sizes[Math.floor(sizes.length * part)]?.lines ?? 0
  t.ok(at(0.5) <= 80, `the median file has ${at(0.5)} lines`)
  t.ok(at(0.9) <= 250, `nine of ten files have at most ${at(0.9)} lines`)
  t.same(
    sizes.filter(file => file.lines > 400).map(file => `${file.path}: ${file.lines}`),
    [],
  )
})

t.test("every file says its job in its first lines", async t => {
  const silent = sourceFiles.filter(file => !/^(#!.*\n)?(import [^"]*"[^"]*"\n\s*)*\/\*\*/.test(file.text))
  t.same(
    silent.map(file => file.path),
    [],
  )
})

t.test("every source file with logic has its test, or is named with the test that shows it", async t => {
  const missing = sourceFiles.filter(file => !testFiles.includes(mirror(file)) && !isTypeOnly(file))
  const paths = missing.map(file => file.path)
  t.same(
    paths.filter(path => !shownBy.has(path) && !noLogic.has(path) && !tables.has(path)),
    [],
    "without a test",
  )
  const listed = [...shownBy.keys(), ...noLogic]
  t.same(
    listed.filter(path => !paths.includes(path)),
    [],
    "listed, but gone or with a test of its own",
  )
  t.same(
    [...shownBy.values()].filter(path => !testFiles.includes(path)),
    [],
    "tests that are gone",
  )
  const known = new Set(sourceFiles.map(file => file.path))
  t.same(
    [...tables].filter(path => !known.has(path)),
    [],
    "tables that are gone",
  )
})

t.test("every mirrored test has its source file", async t => {
  const known = new Set(sourceFiles.map(mirror))
  const mirrored = testFiles.filter(path =>
    /^test\/(config|core|db|http|oauth|observe|proxy|python|plugin)\//.test(path),
  )
  t.same(
    mirrored.filter(path => !known.has(path) && !/\.(cluster|e2e)\.test\.ts$/.test(path)),
    [],
  )
})

t.test("every exported value is used by another file", async t => {
  const words = new Map<string, number>()
  const texts = [
    ...sourceFiles.map(file => file.code),
    ...filesBelow("test")
      .filter(p => p.endsWith(".ts"))
      .map(readText),
  ]
  for (const text of texts) {
    for (const word of new Set(text.match(/[A-Za-z_$][\w$]*/g))) words.set(word, (words.get(word) ?? 0) + 1)
  }
  const unused = sourceFiles.flatMap(file =>
    [...file.code.matchAll(/^export (?:async )?(?:abstract )?(?:const|function\*?|class) (\w+)/gm)]
      .map(match => match[1] ?? "")
      .filter(name => (words.get(name) ?? 0) < 2)
      .map(name => `${file.path}: ${name}`),
  )
  t.same(unused, [])
})

t.test("every template is rendered or included", async t => {
  const templates = filesBelow("templates").filter(path => path.endsWith(".hbs"))
  const sources = sourceFiles.map(file => file.code)
  const texts = templates.map(readText)
  const unused = templates.filter(path => {
    const name = path.replace(/^templates\/(partials\/)?/, "").replace(/\.hbs$/, "")
    const named = sources.some(code => code.includes(`"${name}"`) || code.includes(`"partials/${name}"`))
    const included = new RegExp(`\\{\\{#?(include|extend) "(partials/)?${name}"`)
    const ofStatus = /^\d{3}$/.test(name)
    return !named && !ofStatus && !texts.some(text => included.test(text))
  })
  t.same(unused, [])
})

t.test("packages are pinned, and the lock file has every platform's optional ones", async t => {
  const { dependencies, devDependencies } = JSON.parse(readText("package.json"))
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, v]) => !/^\d+\.\d+\.\d+$/.test(String(v)),
  )
  t.same(loose, [])
  const locked = JSON.parse(readText("package-lock.json")).packages as Record<string, LockEntry>
  const absent = Object.values(locked)
    .flatMap(entry => Object.keys(entry.optionalDependencies ?? {}))
    .filter(name => !Object.keys(locked).some(path => path.endsWith(`node_modules/${name}`)))
  t.same(absent, [])
})

interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

function roomOf(path: string): string {
  const [top = "", second = ""] = path.split("/")
  return top === "hub" ? second : top
}

function wrongImports(file: SourceFile): string[] {
  const room = roomOf(file.path)
  const allowed = edges[room]
  return file.imports
    .filter(({ own, target, typeOnly }) => {
      const other = roomOf(target)
      if (!own || other === room) return false
      if (roots.includes(target)) return true
      return !allowed?.imports.includes(other) && !(typeOnly && allowed?.types.includes(other))
    })
    .map(({ target }) => `${file.path} imports ${target}`)
}

function mirror(file: SourceFile): string {
  const inside = file.path.replace(/^hub\//, "")
  return `test/${inside.replace(/\.ts$/, ".test.ts")}`
}
