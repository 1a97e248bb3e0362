/** The folder of certificates that JupyterHub's certipy keeps, with its index: a folder that either hub made serves the other. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { Refusal } from "../../plugin/errors.ts"
import { issueAuthority, issueCertificate, type KeyPair } from "./issue.ts"

interface CertRecord {
  readonly serial: number
  readonly is_ca: boolean
  /** Name of the authority, or "". */
  readonly parent_ca: string
  /** Name of what it signed to how often; null for none. */
  readonly signees: Readonly<Record<string, number>> | null
  readonly files: { readonly key: string; readonly cert: string; readonly ca: string }
}

export interface CertFiles {
  /** Absolute. */
  readonly key: string
  readonly cert: string
}

export interface CertStore {
  /** Makes it when there is none; `known` are files of the site's own. */
  authority(name: string, known?: Partial<CertFiles> | null): Promise<CertFiles>
  /** Makes it when there is none, or anew when it must be. */
  certificate(name: string, authority: string, altNames: readonly string[], anew?: boolean): Promise<CertFiles>
  /** A file `NAME_trust.crt` with the certificates of these authorities. Its absolute path. */
  bundle(name: string, authorities: readonly string[]): string
}

/** `location` is relative to `cwd`, and stays so in the index, as certipy has it. */
export function openCertStore(location: string, cwd: string, now: () => Date, removeExisting = false): CertStore {
  const folder = resolve(cwd, location)
  if (removeExisting) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const index = join(folder, "certipy.json")
  const read = () => readIndex(index)
  const filesOf = ({ files }: CertRecord): CertFiles => ({
    key: resolve(cwd, files.key),
    cert: resolve(cwd, files.cert),
  })

  const save = (name: string, pair: KeyPair, record: Pick<CertRecord, "is_ca" | "parent_ca">): CertFiles => {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o755 })
    const key = join(location, name, `${name}.key`)
    const cert = join(location, name, `${name}.crt`)
    writeFileSync(resolve(cwd, key), pair.key, { mode: 0o600 })
    writeFileSync(resolve(cwd, cert), pair.certificate, { mode: 0o644 })
    const records = read()
    const parent = records[record.parent_ca]
    const signed = parent && {
      [record.parent_ca]: { ...parent, signees: { ...parent.signees, [name]: (parent.signees?.[name] ?? 0) + 1 } },
    }
    const files = { key, cert, ca: parent?.files.cert ?? "" }
    writeIndex(index, { ...records, ...signed, [name]: { serial: 0, signees: null, ...record, files } })
    return { key: resolve(cwd, key), cert: resolve(cwd, cert) }
  }

  return {
    async authority(name, known) {
      if (known?.cert) {
        const files = { key: known.key ?? "", cert: known.cert, ca: "" }
        writeIndex(index, { ...read(), [name]: { serial: 0, is_ca: true, parent_ca: "", signees: null, files } })
      }
      const record = read()[name]
      if (record) return filesOf(record)
      return save(name, await issueAuthority(name, now()), { is_ca: true, parent_ca: "" })
    },
    async certificate(name, authority, altNames, anew = false) {
      const record = read()[name]
      if (record && !anew) return filesOf(record)
      const parent = filesOf(must(read()[authority], authority))
      const pair = { key: readFileSync(parent.key, "utf8"), certificate: readFileSync(parent.cert, "utf8") }
      return save(name, await issueCertificate(name, pair, altNames, now()), { is_ca: false, parent_ca: authority })
    },
    bundle(name, authorities) {
      const records = read()
      const parts = authorities.map(ca => readFileSync(filesOf(must(records[ca], ca)).cert, "utf8"))
      const file = join(folder, `${name}_trust.crt`)
      writeFileSync(file, parts.map(part => `${part.trimEnd()}\n`).join(""), { mode: 0o644 })
      return file
    },
  }
}

function must(record: CertRecord | undefined, name: string): CertRecord {
  if (record) return record
  throw new Refusal(500, `There is no certificate ${name} in JupyterHub.internal_certs_location`)
}

function readIndex(file: string): Readonly<Record<string, CertRecord>> {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch (cause) {
    throw new Refusal(
      500,
      `${file} cannot be read: ${(cause as Error).message}. Remove the folder, and it is made anew`,
      { cause },
    )
  }
}

function writeIndex(file: string, records: Readonly<Record<string, CertRecord>>): void {
  writeFileSync(file, JSON.stringify(records, null, 4), { mode: 0o644 })
}
