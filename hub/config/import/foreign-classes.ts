/** Classes that sites use with JupyterHub and that carme-hub has no counterpart of by that name: what to do instead. */

export interface ForeignClass {
  /** Of the class's own name, without its module. */
  readonly pattern: RegExp
  /** What it does. */
  readonly does: string
  readonly todo: string
  /** What single traits of it become. */
  readonly traits?: Readonly<Record<string, string>>
}

const containersTodo =
  "start servers with c.JupyterHub.spawner_class = 'slurm', and describe the images in c.CarmeHub.containers: Apptainer runs images that were made of Docker's (apptainer build lab.sif docker://NAME)"

/** The first that matches counts. */
const foreignClasses: readonly ForeignClass[] = [
  {
    pattern: /^(Docker|SystemUser|Swarm|DockerSwarm)Spawner$/,
    does: "starts servers in Docker containers",
    todo: containersTodo,
    traits: {
      image: "name it in c.CarmeHub.containers, as a file that `apptainer build` made of it",
      container_image: "name it in c.CarmeHub.containers, as a file that `apptainer build` made of it",
      allowed_images: "name them in c.CarmeHub.containers: people choose one on the page that starts a server",
      image_whitelist: "name them in c.CarmeHub.containers: people choose one on the page that starts a server",
      volumes: "set c.SlurmSpawner.binds; homes are there without it",
      read_only_volumes: "set c.SlurmSpawner.binds with :ro at the end",
      network_name: "remove it: jobs use the network of their node",
      use_internal_ip: "remove it: jobs use the network of their node",
      remove: "remove it: nothing of a job's container is kept",
      remove_containers: "remove it: nothing of a job's container is kept",
      extra_host_config: "set the limits in c.CarmeHub.queues and binds in c.SlurmSpawner.binds",
      extra_create_kwargs: "set the job's options in c.SlurmSpawner.req_options",
    },
  },
  {
    pattern: /^(Kube|Enterprise)\w*Spawner$/,
    does: "starts servers in Kubernetes",
    todo: `carme-hub has no Kubernetes: ${containersTodo}`,
    traits: {
      image: "name it in c.CarmeHub.containers, as a file that `apptainer build` made of it",
      profile_list: "write the profiles as c.CarmeHub.queues and c.CarmeHub.containers",
      volumes: "set c.SlurmSpawner.binds; homes are there without it",
      volume_mounts: "set c.SlurmSpawner.binds; homes are there without it",
    },
  },
  {
    pattern: /^(Profiles|Wrap|MO\w*Slurm)Spawner$/,
    does: "lets people choose a profile",
    todo: "set c.JupyterHub.spawner_class = 'slurm', and write the profiles as c.CarmeHub.queues (partition, time, GPUs) and c.CarmeHub.containers",
  },
  {
    pattern: /^(Torque|PBS|Moab|GridEngine|UGE|SGE|Condor|Lsf)\w*Spawner$/,
    does: "starts servers with a batch system other than Slurm",
    todo: "carme-hub submits to Slurm: set c.JupyterHub.spawner_class = 'slurm' where there is one",
  },
  {
    pattern: /^(Sudo|Systemd|SSH|Remote\w*)Spawner$/,
    does: "starts servers as other users of a machine",
    todo: "set c.JupyterHub.spawner_class = 'localprocess', which runs servers as their users when the hub is root, or 'slurm'",
  },
  {
    pattern:
      /^(Local)?(\w*OAuth|\w*OAuth2|GitHub|GitLab|Google|Globus|CILogon|AzureAd|Auth0|Bitbucket|Okta|OpenShift|MediaWiki|FeiShu|LTI\w*|Generic)\w*Authenticator$/,
    does: "lets people log in with an identity provider",
    todo: "let the provider's accounts be accounts of the machine (sssd) and log in with 'pam', or stay with JupyterHub until carme-hub knows this provider",
  },
  {
    pattern: /^(Local)?LDAP\w*Authenticator$/,
    does: "asks an LDAP directory for passwords",
    todo: "let the machine know the directory (sssd), and log in with c.JupyterHub.authenticator_class = 'pam'",
  },
  {
    pattern:
      /^(Native|FirstUse|Hash|Tmp|JWT\w*|JSONWebToken\w*|CAS\w*|RemoteUser|Remote\w*|Shib\w*|Saml\w*|Multi\w*)Authenticator$/i,
    does: "logs people in by means of its own",
    todo: "log in with 'pam' or 'shared-password'",
  },
  {
    pattern: /^(Traefik|KubeIngress)\w*Proxy$/,
    does: "is another proxy",
    todo: "remove it: carme-hub starts configurable-http-proxy, which it brings with it",
  },
]

/** By a class's name, dotted or not; null where nothing is known of it. */
export function foreignClass(name: string): ForeignClass | null {
  const own = name.slice(name.lastIndexOf(".") + 1)
  return foreignClasses.find(({ pattern }) => pattern.test(own)) ?? null
}
