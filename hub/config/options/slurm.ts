/** Traits of `c.SlurmSpawner`: batchspawner's, and those that carme-hub adds. */
import { noShell, scriptCaveat } from "../batch-caveats.ts"
import { bool, choice, float, int, str, strList, words } from "../option.ts"

const regex = (what: string) => `Regular expression on the answer of batch_query_cmd that tells ${what}.`

const allAtOnce =
  "Slurm is asked for all jobs at once every CarmeHub.poll_interval seconds, and its answer is read without patterns"

export const slurmOptions = {
  "BatchSpawnerBase.batch_cancel_cmd": str({ caveat: noShell, help: "Command that ends a job." }),
  "BatchSpawnerBase.batch_query_cmd": str({ differs: allAtOnce, help: "Command that asks for a job's state." }),
  "BatchSpawnerBase.batch_script": str({ caveat: scriptCaveat, help: "Template of the job script." }),
  "BatchSpawnerBase.batch_submit_cmd": str({ caveat: noShell, help: "Command that submits a job." }),
  "BatchSpawnerBase.batchspawner_singleuser_cmd": str({
    default: "batchspawner-singleuser",
    help: "Program in the job that picks a port, reports it to the hub, and then runs the server's command.",
  }),
  "BatchSpawnerBase.exec_prefix": words({
    default: ["sudo", "-E", "-u", "{username}"],
    help: "Words put before a command to run it as the user; {username} stands for the name.",
  }),
  "BatchSpawnerBase.ip": str({ default: "0.0.0.0", help: "Address that a server listens on." }),
  "BatchSpawnerBase.req_account": str({ help: "Account that jobs are charged to." }),
  "BatchSpawnerBase.req_epilogue": str({ help: "Shell text that runs after the server." }),
  "BatchSpawnerBase.req_host": str({ help: "Host to submit to." }),
  "BatchSpawnerBase.req_keepvars_extra": str({
    help: "Further variables that jobs get from the hub's environment, by commas.",
  }),
  "BatchSpawnerBase.req_memory": str({ help: "Memory of a job, such as 4G." }),
  "BatchSpawnerBase.req_ngpus": str({ help: "GPUs of a job." }),
  "BatchSpawnerBase.req_nprocs": str({ help: "CPU cores of a job." }),
  "BatchSpawnerBase.req_options": str({ help: "Further #SBATCH options, by the site." }),
  "BatchSpawnerBase.req_partition": str({ help: "Partition of jobs." }),
  "BatchSpawnerBase.req_prologue": str({ help: "Shell text that runs before the server." }),
  "BatchSpawnerBase.req_queue": str({ help: "Queue of jobs, for other batch systems." }),
  "BatchSpawnerBase.req_runtime": str({ help: "Time limit of a job, such as 2:00:00." }),
  "BatchSpawnerBase.start_timeout": int({
    default: 300,
    help: "Seconds that a start may take from the moment its job runs.",
  }),
  "BatchSpawnerBase.startup_poll_interval": float({
    default: 0.5,
    differs: allAtOnce,
    help: "Seconds between two looks at a starting job.",
  }),
  "BatchSpawnerRegexStates.state_exechost_exp": str({
    differs: allAtOnce,
    help: "Replacement that makes the host name of what state_exechost_re found.",
  }),
  "BatchSpawnerRegexStates.state_exechost_re": str({ differs: allAtOnce, help: regex("the host") }),
  "BatchSpawnerRegexStates.state_pending_re": str({ differs: allAtOnce, help: regex("that a job waits") }),
  "BatchSpawnerRegexStates.state_running_re": str({ differs: allAtOnce, help: regex("that a job runs") }),
  "BatchSpawnerRegexStates.state_unknown_re": str({ differs: allAtOnce, help: regex("that nothing can be told") }),
  "SlurmSpawner.batch_cancel_cmd": str({
    caveat: noShell,
    default: "scancel {job_id}",
    help: "Command that ends a job.",
  }),
  "SlurmSpawner.batch_query_cmd": str({
    default: "squeue -h -j {job_id} -o '%T %B'",
    differs: allAtOnce,
    help: "Command that asks for a job's state.",
  }),
  "SlurmSpawner.batch_script": str({
    caveat: scriptCaveat,
    differs: "the template is rendered by nunjucks, which speaks Jinja but runs no Python in it",
    help: "Jinja template of the job script; carme-hub's own, fixed script when not set.",
  }),
  "SlurmSpawner.batch_submit_cmd": str({
    caveat: noShell,
    default: "sbatch --parsable",
    help: "Command that submits a job.",
  }),
  "SlurmSpawner.req_cluster": str({ help: "Cluster to submit to; it has to be the one whose squeue the hub asks." }),
  "SlurmSpawner.req_gres": str({ help: "Generic resources of a job, such as gpu:1." }),
  "SlurmSpawner.req_qos": str({ help: "QOS of jobs." }),
  "SlurmSpawner.req_reservation": str({ help: "Reservation of jobs." }),
  "SlurmSpawner.req_srun": str({
    default: "srun",
    help: "Prefix of the server's command in the job; empty runs it outside a job step.",
  }),
  "SlurmSpawner.state_exechost_re": str({
    default: "\\s+((?:[\\w_-]+\\.?)+)$",
    differs: allAtOnce,
    help: regex("the host"),
  }),
  "SlurmSpawner.state_pending_re": str({
    default: "^(?:PENDING|CONFIGURING)",
    differs: allAtOnce,
    help: regex("that a job waits"),
  }),
  "SlurmSpawner.state_running_re": str({
    default: "^(?:RUNNING|COMPLETING)",
    differs: allAtOnce,
    help: regex("that a job runs"),
  }),
  "SlurmSpawner.state_unknown_re": str({
    default: "^slurm_load_jobs error: (?:Socket timed out on send/recv|Unable to contact slurm controller)",
    differs: allAtOnce,
    help: regex("that nothing can be told"),
  }),
  "SlurmSpawner.exec_prefix": words({
    default: ["sudo", "-u", "{username}"],
    help: "Words put before sbatch and scancel to run them as the user; {username} stands for the name.",
  }),
  "SlurmSpawner.service_prefix": words({
    help: "Words put before squeue, sacct and scontrol, which the hub's own account runs.",
  }),
  "SlurmSpawner.remote_programs": words({
    help: "Names of programs in the prefixes that, like ssh, hand their words to a shell on another host; ssh itself is known.",
  }),
  "SlurmSpawner.scratch_dir": str({
    help: "The job's scratch folder, such as /scratch/{job_id}; mounted in the container, and told in an environment variable. Empty is none.",
  }),
  "SlurmSpawner.stage_out_seconds": int({
    default: 600,
    help: "Seconds that a job has to copy files out (option stage_out) once it is stopped, or before its time limit.",
  }),
  "SlurmSpawner.run_dir": str({
    default: "{homedir}/.carme-hub",
    help: "Folder for job logs; {homedir} and {username} stand for the user's.",
  }),
  "SlurmSpawner.rescue_dir": str({
    help: "Folder like run_dir on another shared file system, such as /scratch/rescue/{username}: with it people whose home folder is full can start a rescue session. Empty is none.",
  }),
  "SlurmSpawner.apptainer_cmd": words({ default: ["apptainer"], help: "Apptainer on the compute nodes." }),
  "SlurmSpawner.binds": strList({ help: "Folders that every container gets, each source[:destination[:ro]]." }),
  "SlurmSpawner.sync_account": str({
    help: "Slurm account whose people `carme-hub quota sync` gives the limits of their roles; req_account when empty.",
  }),
  "SlurmSpawner.sync_create_users": bool({
    default: false,
    help: "Let `carme-hub quota sync` add people to the account who are not in Slurm's accounting yet.",
  }),
  "SlurmSpawner.driver": choice(["cli", "rest"], {
    help: "How Slurm is asked: by its commands, or through slurmrestd.",
  }),
  "SlurmSpawner.rest_url": str({
    help: "Where slurmrestd answers: http://host:port, https://host, or unix:/path/of/socket.",
  }),
  "SlurmSpawner.rest_version": str({
    help: "Version of Slurm's REST API, such as 0.0.42; empty is the newest that slurmrestd and carme-hub know.",
  }),
  "SlurmSpawner.rest_user": str({
    help: "The hub's own account in Slurm, for questions about all jobs; empty is the account that the hub runs as.",
  }),
  "SlurmSpawner.rest_jwt_key_file": str({
    help: "Slurm's jwt_key file, with which the hub makes tokens of five minutes for people.",
  }),
  "SlurmSpawner.rest_token_command": words({
    help: "Words of a command that prints such a token instead; {username} and {lifespan} stand for the name and the seconds.",
  }),
  "SlurmSpawner.node_domain": str({
    help: "Domain that is appended to Slurm's node names, so that the hub and the proxy can reach them.",
  }),
}
