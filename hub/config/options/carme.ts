/** Traits of `c.CarmeHub`: what carme-hub adds, in a section that JupyterHub ignores. */
import { build } from "../carme/build.ts"
import { containers } from "../carme/containers.ts"
import { disk } from "../carme/disk.ts"
import { gpuWeights } from "../carme/gpu-weights.ts"
import { mail } from "../carme/mail.ts"
import { mountRoots } from "../carme/mount-roots.ts"
import { mounts } from "../carme/mounts.ts"
import { queues } from "../carme/queues.ts"
import { quotas } from "../carme/quotas.ts"
import { reservations } from "../carme/reservations.ts"
import { scratch } from "../carme/scratch.ts"
import { timeZone } from "../carme/time-zone.ts"
import { bool, custom, float, int, str } from "../option.ts"

export const carmeOptions = {
  "CarmeHub.containers": custom(containers, {
    default: {},
    help: "Images that sessions may run in: name to a dict with image, display_name, description, version, versions, logo, labels, roles, groups, digest, cuda, min_driver, binds, app, default.",
  }),
  "CarmeHub.build": custom(build, {
    default: build.parse({}),
    written: {},
    help: "How people add containers of their own, for roles with add_containers: a dict with queue, walltime, cpus, memory, max_size, per_user, folder, paths, registries, insecure_registries, library, check, keys, require_signature.",
  }),
  "CarmeHub.launcher": str({
    help: "Folder on the compute nodes, made by share/singleuser/build_launcher.py, that starts servers in images without Jupyter, and other web apps.",
  }),
  "CarmeHub.mounts": custom(mounts, {
    default: [],
    help: "File systems that sessions in containers get: dicts with source, target, readonly, required, description, and users, groups, roles, queues that they are for. {username}, {group} and {home} stand for parts of the paths.",
  }),
  "CarmeHub.mount_roots": custom(mountRoots, {
    default: [],
    help: "Folders below which people may have further folders mounted into a session, by the option mounts.",
  }),
  "CarmeHub.scratch": custom(scratch, {
    default: {},
    help: "Folders for the time of a job: name to a dict with kind (node-local, beeond, command), path, size, description, queues, start, stop, home_folder. The first that is for the job's queue counts; without one, SlurmSpawner.scratch_dir.",
  }),
  "CarmeHub.queues": custom(queues, {
    default: {},
    help: "Classes of service: name to a dict with partition, qos, account, max_walltime, default_walltime, max_gpus_per_job, default_gpus, max_nodes, gpu_types, cpus_per_gpu, memory_per_gpu, instant, preemptible, display_name, description, default.",
  }),
  "CarmeHub.quotas": custom(quotas, {
    default: {},
    help: "Limits by role: name to a dict with gpus, gpus_per_job, gpu_types, jobs, starts_per_day, walltime, gpu_hours_per_day, gpu_hours_per_week, gpu_hours_per_month, queues, containers, add_containers, reservations, disk, qos, nice. The most generous of a person's roles holds.",
  }),
  "CarmeHub.disk": custom(disk, {
    default: disk.parse({ kind: "none" }),
    written: { kind: "none" },
    help: "What tells how full home folders are: a dict with kind (none, beegfs, linux, xfs, btrfs, command), path, command, prefix, warn_percent.",
  }),
  "CarmeHub.gpu_weights": custom(gpuWeights, {
    default: {},
    help: "How much of a GPU one of each type counts for in quotas, MIG slices and shards included, such as {'a100': 1, '1g.5gb': 0.15, 'shard': 0.1}; 1 for a type that is not here.",
  }),
  "CarmeHub.reservations": custom(reservations, {
    default: null,
    help: "The calendar of reservations: a dict with queues, unit, approval, lead_time, release_after, max_gpus, max_open, on_cancel, overlap_jobs, magnetic, private. None has no calendar.",
  }),
  "CarmeHub.time_zone": custom(timeZone, {
    default: "",
    help: "Time zone of the site by its IANA name, such as Europe/Berlin, for the calendar and for days, weeks and months of quotas; the system's when empty.",
  }),
  "CarmeHub.mail": custom(mail, {
    default: null,
    secret: true,
    help: "Server for mail to people, such as 'your server is ready': a dict with host, port, from_, tls, user, password; none sends no mail.",
  }),
  "CarmeHub.mail_domain": str({
    help: "Domain of people's mail addresses, NAME@DOMAIN, where the identity provider tells none.",
  }),
  "CarmeHub.least_uid": int({
    default: 1000,
    help: "Lowest user id of people: no server runs as an account below it, nor ever as root or nobody.",
  }),
  "CarmeHub.verify_servers": bool({
    default: true,
    help: "Make a server prove that it holds its token before it gets a route.",
  }),
  "CarmeHub.verify_interval": float({
    default: 30,
    help: "Seconds between two looks whether a running server is still there and still itself; 0 looks at the start alone.",
  }),
  "CarmeHub.poll_interval": float({
    default: 2,
    help: "Seconds between two queries for the state of all jobs; one query serves all servers.",
  }),
}
