/** A real OCI registry without TLS, with one small image in it: Debian's docker-registry, filled by skopeo. */
import { execFile, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import type { Test } from "tap"
import { freePort } from "./ports.ts"

const run = promisify(execFile)

export interface Registry {
  /** `host:port`. */
  readonly host: string
  /** Name and tag of the image in it. */
  readonly image: string
}

/** Undefined, and the test is skipped with its reason, where the programs are not there. `address` is where it listens. */
export async function registry(t: Test, address: string): Promise<Registry | undefined> {
  if (!existsSync("/usr/bin/docker-registry") || !existsSync("/usr/bin/skopeo")) {
    t.pass("no registry here", { skip: "a registry needs docker-registry and skopeo" })
    return undefined
  }
  const host = `${address}:${await freePort()}`
  const dir = t.testdir()
  writeFileSync(
    `${dir}/registry.yml`,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${dir}/store}}\nhttp: {addr: "${host}"}\n`,
  )
  const server = spawn("/usr/bin/docker-registry", ["serve", `${dir}/registry.yml`], { stdio: "ignore" })
  t.teardown(() => void server.kill())
  await writeLayout(`${dir}/oci`)
  await answering(`http://${host}/v2/`)
  const image = "lab/shell:1.0"
  const policy = ["--insecure-policy", "copy", "--dest-tls-verify=false"]
  await run("/usr/bin/skopeo", [...policy, `oci:${dir}/oci:latest`, `docker://${host}/${image}`])
  return { host, image }
}

async function answering(url: string): Promise<void> {
  for (let left = 200; left > 0; left--) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${url} does not answer`)
}

/** An image with a shell and nothing else, as an OCI layout: dash and the libraries that it asks for. */
async function writeLayout(folder: string): Promise<void> {
  const root = `${folder}-root`
  const { stdout } = await run("ldd", ["/bin/dash"])
  const libraries = [...stdout.matchAll(/(\/\S+\.so\S*)/g)].flatMap(([, file]) => file ?? [])
  for (const directory of ["bin", "etc", "proc", "sys", "dev", "tmp", "home", "root", "var/tmp"]) {
    mkdirSync(`${root}/${directory}`, { recursive: true })
  }
  for (const file of libraries) {
    mkdirSync(`${root}${file.slice(0, file.lastIndexOf("/"))}`, { recursive: true })
    await run("cp", ["-L", file, `${root}${file}`])
  }
  await run("cp", ["-L", "/bin/dash", `${root}/bin/sh`])
  await run("tar", ["--create", `--file=${folder}.tar`, "--owner=0", "--group=0", `--directory=${root}`, "."])
  const tar = readFileSync(`${folder}.tar`)
  mkdirSync(`${folder}/blobs/sha256`, { recursive: true })
  const blob = (content: Buffer, mediaType: string) => {
    const digest = createHash("sha256").update(content).digest("hex")
    writeFileSync(`${folder}/blobs/sha256/${digest}`, content)
    return { mediaType, digest: `sha256:${digest}`, size: content.length }
  }
  const json = (value: unknown) => Buffer.from(JSON.stringify(value))
  const layer = blob(gzipSync(tar), "application/vnd.oci.image.layer.v1.tar+gzip")
  const diff = `sha256:${createHash("sha256").update(tar).digest("hex")}`
  const config = blob(
    json({
      architecture: "amd64",
      os: "linux",
      config: { Env: ["PATH=/bin", "CUDA_VERSION=12.4.1"], Labels: { "org.example.title": "A <b>shell</b>" } },
      rootfs: { type: "layers", diff_ids: [diff] },
    }),
    "application/vnd.oci.image.config.v1+json",
  )
  const manifest = blob(
    json({ schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config, layers: [layer] }),
    "application/vnd.oci.image.manifest.v1+json",
  )
  const named = { ...manifest, annotations: { "org.opencontainers.image.ref.name": "latest" } }
  writeFileSync(`${folder}/index.json`, json({ schemaVersion: 2, manifests: [named] }))
  writeFileSync(`${folder}/oci-layout`, json({ imageLayoutVersion: "1.0.0" }))
}
