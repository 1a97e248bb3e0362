/** The settings of a hub on the test cluster: two queues, one container, and quotas for everybody. */
import type { Cluster } from "./cluster.ts"
import type { Settings } from "./hub-place.ts"
import { freePorts } from "./ports.ts"

/** `changes` to c.CarmeHub, section keys replaced whole. */
export async function clusterSite(lab: Cluster, changes: Readonly<Record<string, unknown>> = {}): Promise<Settings> {
  const [hubPort = 0] = await freePorts(1)
  return {
    JupyterHub: { spawner_class: "slurm", hub_bind_url: `http://${lab.hubAddress}:${hubPort}` },
    Spawner: { cmd: ["jupyterhub-singleuser"] },
    SlurmSpawner: {
      exec_prefix: lab.execPrefix,
      service_prefix: lab.servicePrefix,
      scratch_dir: "/scratch/{job_id}",
      // The test machine has two cores for everything.
      start_timeout: 180,
      http_timeout: 120,
    },
    Authenticator: { allow_all: true, admin_users: ["carol"] },
    CarmeHub: {
      containers: {
        jupyter: {
          image: lab.image,
          display_name: "JupyterLab",
          description: "Python 3 with JupyterLab",
          default: true,
        },
      },
      queues: {
        instant: {
          partition: "instant",
          max_walltime: "2:00:00",
          default: true,
          display_name: "Instant",
          gpu_types: ["a100"],
        },
        large: { partition: "large", max_walltime: "2-00:00:00", display_name: "Large" },
      },
      quotas: { user: { gpus: 1, gpus_per_job: 1, jobs: 2, walltime: "2:00:00", queues: ["instant"] } },
      ...changes,
    },
  }
}
