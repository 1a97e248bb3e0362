/** What Slurm's commands and sites answered, word by word, with where that was seen: every reader of answers is held against it. */

export interface RecordedOutput {
  /** The version, and who saw it: `cluster` is this project's, `source` Slurm's own text, else a public report. */
  readonly from: string
  readonly code?: number | null
  readonly stdout?: string
  readonly stderr?: string
  readonly timedOut?: true
}

const failed = "sbatch: error: Batch job submission failed: "

/** sbatch said the number of the job. */
export const numbers: readonly (RecordedOutput & { readonly number: string })[] = [
  { from: "24.11.5 cluster, --parsable", stdout: "12\n", number: "12" },
  { from: "22.05 source, a federation", stdout: "67108871;cluster1\n", number: "67108871" },
  { from: "24.11.5 cluster, without --parsable", stdout: "Submitted batch job 209\n", number: "209" },
  { from: "23.02 qbatch#156", stdout: "Submitted batch job 209 on cluster c2\n", number: "209" },
  { from: "site words after it, batchspawner#148", stdout: "132826\nCredits left: 17\n", number: "132826" },
  { from: "site words before it", stdout: "Welcome to login1\n17 nodes are free\n132826\n", number: "132826" },
  { from: "a wrapper's blank lines", stdout: "\r\n  132826 \r\n\r\n", number: "132826" },
  { from: "24.11.5 cluster, a warning", stdout: "12\n", stderr: "sbatch: warning: slow day\n", number: "12" },
]

/** sbatch ended well, or badly, without one number that is the job's for certain: perhaps there is a job. */
export const noNumbers: readonly RecordedOutput[] = [
  { from: "a submit command that is silent", stdout: "" },
  { from: "site words alone", stdout: "Credits left: 17\n" },
  { from: "two that could be it", stdout: "17\n132826\n" },
  { from: "two that could be it, in two forms", stdout: "Submitted batch job 132826\n17\n" },
  { from: "no number of a job", stdout: "0\n0x12\n12.5\n-3\n12345678901\n" },
  { from: "another resource manager", stdout: "132826.pbs.example.org\n" },
  { from: "a wrapper that failed after sbatch", code: 1, stdout: "132826\n", stderr: "quota: no such file\n" },
]

/** Nothing was submitted, for certain: Slurm closed with its own no. */
export const refused: readonly (RecordedOutput & { readonly says: RegExp })[] = [
  {
    from: "24.11.5 cluster",
    stderr: `sbatch: error: invalid partition specified: nowhere\n${failed}Invalid partition name specified\n`,
    says: /nowhere; Batch job submission failed: Invalid partition/,
  },
  {
    from: "24.11.5 cluster",
    stderr: `sbatch: error: QOSMaxGRESPerUser\n${failed}Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n`,
    says: /QOSMaxGRESPerUser/,
  },
  {
    from: "24.11.5 cluster",
    stderr: `${failed}Requested node configuration is not available\n`,
    says: /not available/,
  },
  {
    from: "job_submit.lua: words that are like a network's",
    stderr: `sbatch: error: partition p is temporarily closed for maintenance\n${failed}Unspecified error\n`,
    says: /temporarily closed for maintenance/,
  },
  ...["protocol", "authentication", "communication", "munge", "timed out"].map(word => ({
    from: `job_submit.lua: ${word}`,
    stderr: `sbatch: error: see the ${word} of the last meeting\n${failed}Access/permission denied\n`,
    says: new RegExp(word),
  })),
  {
    from: "words of a wrapper after the no",
    stderr: `${failed}Invalid account or account/partition combination specified\nask help@example.org\n`,
    says: /Invalid account.*help@/,
  },
  { from: "22.05 source", stderr: `${failed}Requested more tasks than available processors\n`, says: /more tasks/ },
  { from: "25.11 source", stderr: `${failed}MaxJobCount limit reached\n`, says: /MaxJobCount/ },
  {
    from: "24.11 source, cli_filter",
    stderr: "sbatch: error: name your project\nsbatch: error: cli_filter plugin terminated with error\n",
    says: /name your project/,
  },
]

/** It is not known whether there is a job. */
export const perhaps: readonly RecordedOutput[] = [
  {
    from: "24.11.5 cluster, slurmctld is away",
    stderr: `${failed}Unable to contact slurm controller (connect failure)`,
  },
  { from: "20.11 submitit#1659", stderr: `${failed}Socket timed out on send/recv operation` },
  { from: "22.05 source", stderr: `${failed}Zero Bytes were transmitted or received` },
  { from: "22.05 source", stderr: `${failed}Slurm backup controller in standby mode` },
  { from: "22.05 source", stderr: `${failed}Controller is in standby mode, try a different controller` },
  { from: "22.05 source", stderr: `${failed}Unable to create job record, try again` },
  { from: "24.11 source", stderr: `${failed}Rate limit exceeded, please retry momentarily` },
  { from: "a site's own number of an error", stderr: `${failed}Unknown error 2500` },
  { from: "the C library", stderr: `${failed}Connection reset by peer` },
  { from: "a version to come", stderr: `${failed}The moon is in the wrong phase` },
  { from: "22.05 source", stderr: "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying" },
  {
    from: "configless, ArjunaUsers#51",
    stderr:
      "sbatch: error: resolve_ctls_from_dns_srv: res_nsearch error: Unknown host\nsbatch: error: fetch_config: DNS SRV lookup failed\nsbatch: fatal: Could not establish a configuration source",
  },
  {
    from: "munge",
    stderr: "sbatch: error: If munged is up, restart with --num-threads=10\nsbatch: error: Munge encode failed",
  },
  { from: "OpenSSH 9", code: 255, stderr: "Connection to login1 closed by remote host.\r" },
  { from: "OpenSSH 9", code: 255, stderr: "client_loop: send disconnect: Broken pipe\r" },
  { from: "OpenSSH 9, with a no before", code: 255, stderr: `${failed}Invalid qos specification\nConnection closed` },
  { from: "ssh without words", code: 255 },
  { from: "a killed sbatch", code: null },
  { from: "a killed sbatch, with a no before", code: null, stderr: `${failed}Invalid qos specification` },
  { from: "25.05, batchspawner#319", code: 255, stderr: "sbatch: unrecognized option '--get-user-env=L'" },
  { from: "sudo 1.9", stderr: "sudo: alice is not allowed to run sudo on login1." },
  { from: "sudo 1.9", stderr: "sudo: sbatch: command not found" },
  { from: "site words like Slurm's", stderr: "note: Batch job submission failed: Invalid qos specification" },
  { from: "a no that it recovered from", code: 0, stderr: `${failed}Requested nodes are busy` },
  { from: "no answer", code: null, timedOut: true, stderr: `${failed}Invalid qos specification` },
]

/** scontrol: what it does is refused, for certain. */
export const changesRefused: readonly (RecordedOutput & { readonly status: number })[] = [
  { from: "22.05.8 and 24.11.5 cluster", stderr: "Invalid job id specified for job 999999\n", status: 409 },
  { from: "24.11.5 cluster", stderr: "Job has already finished for job 4\n", status: 409 },
  { from: "22.05 source", stderr: "4: Job has already finished\n", status: 409 },
  { from: "24.11.5 cluster", stderr: "slurm_update error: Requested reservation is invalid\n", status: 404 },
  {
    from: "24.11.5 cluster",
    stderr: "delete_reservation ReservationName=nix: Requested reservation is invalid\n",
    status: 404,
  },
  {
    from: "22.05.8 cluster",
    stderr:
      "Error updating the reservation: Requested reservation is invalid\nslurm_update error: Requested reservation is invalid\n",
    status: 404,
  },
  {
    from: "22.05.8 cluster",
    stderr: "scontrol: error: TRES type 'gres/gpu' not supported with reservations\n",
    status: 403,
  },
  { from: "22.05.8 and 24.11.5 cluster", stderr: "Error creating the reservation: Invalid user id\n", status: 403 },
  { from: "24.11.5 cluster", stdout: "Error creating the reservation: Requested nodes are busy\n", status: 403 },
  { from: "24.11.5 cluster", stderr: "slurm_update error: Requested reservation is in use\n", status: 403 },
  {
    from: "24.11.5 cluster",
    stderr: "slurm_update error: Requested reservation overlaps with another reservation\n",
    status: 403,
  },
  { from: "24.11.5 cluster", stderr: "Access/permission denied for job 4\n", status: 500 },
]

/** scontrol: perhaps it is done. */
export const changesPerhaps: readonly RecordedOutput[] = [
  { from: "24.11.5 cluster", stderr: "Unexpected message received for job 4" },
  { from: "24.11.5 cluster", stderr: "slurm_update error: Unable to contact slurm controller (connect failure)" },
  { from: "22.05 source", stderr: "slurm_update error: Slurm backup controller in standby mode" },
  { from: "22.05 source", stderr: "Error creating the reservation: Socket timed out on send/recv operation" },
  { from: "22.05 source", stderr: "Job can not be altered now, try again later for job 4" },
  { from: "OpenSSH 9", code: 255, stderr: "alice@login1: Permission denied (publickey)." },
  { from: "OpenSSH 9", code: 255, stderr: "Connection to login1 closed by remote host." },
  { from: "sudo 1.9", stderr: "sudo: a password is required" },
  { from: "site words like Slurm's", stderr: "note: it was said that Requested nodes are busy today" },
  { from: "killed", code: null },
  { from: "no answer", code: null, timedOut: true },
]
