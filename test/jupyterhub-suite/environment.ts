/** The Python that JupyterHub's tests run in: that of people's servers, and what tests need besides. */
import { execFileSync } from "node:child_process"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { pythonBin, pythonEnv } from "../support/python.ts"
import { pythonFolder } from "../support/python-folders.ts"
import { root } from "../support/source-files.ts"

export interface SuiteEnvironment {
  readonly python: string
  /** `jupyterhub.tests`, as the wheel has it. */
  readonly tests: string
  readonly env: Readonly<Record<string, string>>
}

/** The version whose tests the lists are about. */
const version = "6.1.1"

const packages = [
  "pytest==9.2.0",
  "pytest-asyncio==1.5.0",
  "requests==2.34.2",
  "requests-mock==1.12.1",
  "beautifulsoup4==4.15.0",
  "cloudpickle==3.1.2",
  "psutil==7.2.2",
]

/** What a single-user server of the tests shows at /tree; what it needs is in the environment. */
const notebook = ["notebook==7.6.5"]

/** Text where the tests cannot run, as the reason why. */
export async function suiteEnvironment(): Promise<SuiteEnvironment | string> {
  const python = join(pythonBin(), "python3")
  const code = "import jupyterhub; print(jupyterhub.__version__, jupyterhub.__file__)"
  const [found = "", file = ""] = execFileSync(python, ["-c", code], { encoding: "utf8" }).trim().split(" ")
  if (found !== version) return `the lists are about JupyterHub ${version}, and this is ${found}`
  const { NODE_OPTIONS: _, ...env } = pythonEnv()
  const path = [join(root, "node_modules/.bin"), env.PATH].join(delimiter)
  const pages = await pythonFolder(notebook, ["--no-deps"])
  const modules = [dirname(fileURLToPath(import.meta.url)), await pythonFolder(packages), pages].join(delimiter)
  return {
    python,
    tests: join(dirname(file), "tests"),
    env: {
      ...env,
      PATH: path,
      PYTHONPATH: modules,
      PYTHONDONTWRITEBYTECODE: "1",
      JUPYTER_CONFIG_PATH: join(pages, "etc/jupyter"),
      JUPYTER_PATH: join(pages, "share/jupyter"),
    },
  }
}
