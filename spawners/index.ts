/** The spawners by the names that a configuration may give in `c.JupyterHub.spawner_class`. */
import type { Spawner } from "../hub/plugin/spawner.ts"
import { localprocess } from "./local/localprocess.ts"
import { simple } from "./local/simple.ts"
import { profilesSpawner } from "./profiles/profiles-spawner.ts"
import { slurm } from "./slurm/spawner.ts"

export const spawners: Readonly<Record<string, Spawner>> = {
  simple,
  "jupyterhub.spawner.SimpleLocalProcessSpawner": simple,
  localprocess,
  default: localprocess,
  "jupyterhub.spawner.LocalProcessSpawner": localprocess,
  slurm,
  "batchspawner.SlurmSpawner": slurm,
  profiles: profilesSpawner({
    LocalProcessSpawner: localprocess,
    SimpleLocalProcessSpawner: simple,
    SlurmSpawner: slurm,
  }),
}
