/** The launcher for the test cluster's Python, made by the project's own command, and images without Jupyter to start with it. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Cluster } from "./cluster.ts"
import { pythonProgram } from "./python.ts"

const source = fileURLToPath(new URL("../../share/singleuser", import.meta.url))

/** Path of the launcher in the cluster; the first use on a machine installs from PyPI (a minute or two). */
export async function launcherIn(lab: Cluster): Promise<string> {
  const built = await inCache("launcher", half => {
    const argv = [join(source, "build_launcher.py"), half, "--python", pythonVersion(lab)]
    execFileSync(pythonProgram("python"), argv, { stdio: ["ignore", "ignore", "inherit"] })
  })
  const folder = "/srv/launcher"
  rmSync(lab.root + folder, { recursive: true, force: true })
  execFileSync("cp", ["-a", "--reflink=auto", built, lab.root + folder])
  for (const name of readdirSync(join(source, "launcher"))) {
    if (/\.(py|sh)$/.test(name)) cpSync(join(source, "launcher", name), `${lab.root}${folder}/${name}`)
  }
  return folder
}

/** Images in the cluster made of a few of its own files: one with Python and tornado, one without even that. */
export async function smallImagesIn(
  lab: Cluster,
  launcher: string,
): Promise<{ readonly python: string; readonly bare: string }> {
  const shell = ["/bin/sh", "/bin/cat"]
  const version = `python${pythonVersion(lab)}`
  const python = ["/usr/bin/python3", `/usr/bin/${version}`, `/usr/lib/${version}`]
  const modules = `/usr/lib/${version}/lib-dynload`
  const libraries = async (programs: string, more = "") => {
    const command = `ldd ${programs} 2>/dev/null | grep -o '/[^ :]*'; ls ${more} 2>/dev/null; true`
    return (await lab.run(["sh", "-c", command])).trim().split("\n")
  }
  const [tag = ""] = readdirSync(lab.root + launcher).filter(name => name.startsWith("3."))
  const built = `${lab.root}${launcher}/${tag}`
  const images = { python: "/srv/images/python.sqfs", bare: "/srv/images/bare.sqfs" }
  image(lab, images.bare, [...shell, ...(await libraries("/bin/dash /bin/cat"))])
  image(
    lab,
    images.python,
    [...shell, ...python, ...(await libraries(`/bin/dash /bin/cat /usr/bin/${version} ${modules}/*.so`, forWheels))],
    `${built}/tornado`,
  )
  return images
}

/** What Debian's own programs do without, and wheels of PyPI count on. */
const forWheels = ["pthread.so.0", "dl.so.2", "rt.so.1", "util.so.1", "stdc++.so.6", "gcc_s.so.1"]
  .map(name => `/lib/*-linux-gnu/lib${name}`)
  .join(" ")

/** Links are followed, so that nothing in it leads out. */
function image(lab: Cluster, path: string, files: readonly string[], module = "/dev/null"): void {
  const folder = mkdtempSync(`${lab.root}/srv/images/.small-`)
  const copy = `cd "$1" && tar -ch --exclude=__pycache__ --exclude=test --exclude=sitecustomize.py "\${@:5}" | tar -x -C "$2"
cd "$2" && mkdir -p etc tmp proc sys dev home root var/tmp usr/lib/python3/dist-packages
echo 'WHERE = "in the image"' >usr/lib/python3/dist-packages/of_the_image.py
cp -r "$4" usr/lib/python3/dist-packages/
chmod 755 . && mksquashfs . "$3" -noappend -quiet -no-progress -comp gzip -Xcompression-level 1 >/dev/null`
  const relative = files.filter(file => file.startsWith("/") && !file.endsWith(".so:")).map(file => `.${file}`)
  try {
    execFileSync("bash", ["-ec", copy, "image", lab.root, folder, lab.root + path, module, ...new Set(relative)])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function pythonVersion(lab: Cluster): string {
  const versions = readdirSync(`${lab.root}/usr/bin`).flatMap(name => /^python(3\.\d+)$/.exec(name)?.[1] ?? [])
  return versions[0] ?? "3"
}

async function inCache(name: string, build: (half: string) => void): Promise<string> {
  const { cacheFolder } = await import(new URL("../../share/setup/folders.mjs", import.meta.url).href)
  const { withLock } = await import(new URL("../../share/setup/lock.mjs", import.meta.url).href)
  const folder = join(cacheFolder(process.env), `${name}-${fingerprint()}`)
  if (existsSync(folder)) return folder
  await withLock(`${folder}.lock`, () => {
    if (existsSync(folder)) return
    const half = mkdtempSync(`${folder}.`)
    build(half)
    chmodSync(half, 0o755)
    renameSync(half, folder)
  })
  return folder
}

/** The packages are the slow part; what stands beside them is copied anew each time. */
function fingerprint(): string {
  return createHash("sha256")
    .update(readFileSync(join(source, "build_launcher.py")))
    .digest("hex")
    .slice(0, 12)
}
