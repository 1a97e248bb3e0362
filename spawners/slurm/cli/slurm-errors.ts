/**
 * What slurmctld says when it answers a request with a no: the texts of Slurm's table of errors (slurm_errno.c), as
 * `slurm_strerror` of 22.05 and 24.11 tells them, and those that came until 25.11. Commands write them behind words of
 * their own, as the last thing that they say. A text that is not here may mean anything: the request is looked for.
 */
export const refusals: ReadonlySet<string> = new Set([
  "Unspecified error", // what a job_submit plugin says by slurm.ERROR
  "Invalid partition name specified",
  "No partition specified or system default partition",
  "Access/permission denied",
  "User's group not permitted to use this partition",
  "Requested nodes not in this partition",
  "More processors requested than permitted",
  "Node count specification invalid",
  "Job size specification needs to be provided",
  "Job script not specified",
  "Invalid user id",
  "Duplicate job id",
  "Pathname of a file, directory or other parameter too long",
  "Immediate execution impossible, insufficient priority",
  "Requested node configuration is not available",
  "Requested partition configuration not available now",
  "Requested nodes are busy",
  "Invalid job id specified",
  "Invalid node name specified",
  "I/O error writing script/environment to file",
  "Job/step already completing or completed",
  "Error configuring interconnect",
  "Task distribution specification invalid",
  "Task count specification invalid",
  "Invalid node state specified",
  "Invalid feature specification",
  "Active features not subset of available features",
  "Immediate execution impossible, resources too fragmented for allocation",
  "Requested operation not supported on this system",
  "Requested operation is presently disabled",
  "Job dependency problem",
  "Only batch jobs are accepted or processed",
  "Current SwitchType does not permit arbitrary task distribution", // not in 24.11
  "Requested more tasks than available processors", // not in 24.11
  "Memory required by task is not available",
  "Invalid account or account/partition combination specified",
  "Invalid parent account specified",
  "Account already child of parent account specified",
  "Invalid license specification",
  "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)",
  "Requested time limit is invalid (missing or exceeds some limit)",
  "Access denied to requested reservation",
  "Requested reservation is invalid",
  "Invalid time specified",
  "Requested reservation is in use",
  "Requested reservation not usable now",
  "Invalid wckey specification",
  "Requested reservation overlaps with another reservation",
  "Required ports are in use",
  "Requires more ports than can be reserved",
  "Job steps can not be run on this cluster",
  "Invalid block state specified", // not in 24.11
  "Job cannot be submitted without the current working directory specified.", // not in 22.05
  "Functionality not available with current block layout mode", // not in 24.11
  "Invalid block name specified", // not in 24.11
  "Invalid qos specification",
  "QOS Preemption loop detected",
  "Required node not available (down, drained or reserved)",
  "CPU count specification invalid",
  "Required partition not available (inactive or drain)",
  "Circular job dependency",
  "Invalid generic resource (gres) specification",
  "Job is no longer pending execution",
  "Requested account has breached requested QOS usage threshold",
  "Partition is in use",
  "Step limit reached for this job",
  "Job is current suspended, requested operation disabled",
  "Reservation request lacks users, groups or accounts",
  "Invalid job array specification",
  "Duplicate reservation name",
  "Job has already started",
  "Job has already finished",
  "Job is not running",
  "Job is not pending nor running",
  "Job is not suspended",
  "Job is not finished",
  "Duplicate event trigger",
  "Burst Buffer permission denied",
  "Burst Buffer resource limit exceeded",
  "Burst Buffer request invalid",
  "Changes to job priority are not persistent, change nice instead",
  "Cannot modify scrontab jobs through scontrol",
  "Cannot cancel scrontab jobs without --cron flag.", // not in 22.05
  "Invalid mcs_label specified",
  "Partition in DOWN state",
  "Duplicate generic resource (gres) specification",
  "Reservation already started",
  "System submissions disabled",
  "Job not heterogeneous job",
  "Job not heterogeneous job leader",
  "Operation not permitted on individual component of heterogeneous job",
  "Core-based reservation can not be updated",
  "Duplicate job step id",
  "Core count for reservation node list is not consistent!",
  "X11 forwarding not available",
  "Invalid group id",
  "Job --batch option is invalid or not a subset of --constraint", // not in 22.05
  "Job --batch option is invalid or not a subset of --constraints", // not in 24.11
  "Invalid Trackable RESource (TRES) specification",
  "Invalid TRESBillingWeights specification",
  "Invalid JobDefaults specification",
  "Invalid GRES specification (with and without type identification)",
  "Reboot already in progress",
  "Multiple KNL NUMA and/or MCDRAM constraints require use of a heterogeneous job",
  "Requested GRES option unsupported by configured SelectType plugin",
  "Invalid --nice value",
  "Invalid time-min specification (exceeds job's time or other limits)",
  "Immediate execution impossible. Individual job submission scheduling attempts deferred",
  "ConfigLess mode is disabled in slurm configuration.",
  "Environment is missing in job",
  "Reservation given is not skipable, try deleting instead",
  "Reservations can't have users and groups specified, only one or the other",
  "Multiple partition job request not supported when a partition is set in the association",
  "Cannot request more threads per core than the job allocation",
  "Invalid preferred feature specification",
  "Insufficient GRES available in allocation",
  "Invalid container id specified", // not in 22.05
  "JobID must not be an empty string", // not in 22.05
  "JobID can not be zero", // not in 22.05
  "JobID can not be a negative number", // not in 22.05
  "JobID larger than acceptable range", // not in 22.05
  "JobID includes unexpected non-numeric characters", // not in 22.05
  "Job Array ID must not be an empty string", // not in 22.05
  "Job Array ID can not be a negative number", // not in 22.05
  "Job Array ID larger than acceptable range", // not in 22.05
  "Job Array ID includes unexpected non-numeric characters", // not in 22.05
  "HetJob component must not be an empty string", // not in 22.05
  "HetJob component can not be a negative number", // not in 22.05
  "HetJob component larger than acceptable range", // not in 22.05
  "StepID must not be an empty string", // not in 22.05
  "StepID can not be a negative number", // not in 22.05
  "StepID larger than acceptable range", // not in 22.05
  "StepID includes unexpected non-numeric characters", // not in 22.05
  "HetStep component must not be an empty string", // not in 22.05
  "HetStep component can not be zero", // not in 22.05
  "HetStep component can not be a negative number", // not in 22.05
  "HetStep component larger than acceptable range", // not in 22.05
  "HetStep component includes unexpected non-numeric characters", // not in 22.05
  "HetJob can not Het step id", // not in 22.05
  "Empty list", // not in 22.05
  "Invalid group ID", // not in 22.05
  "Unable to resolve group ID to group name", // not in 22.05
  "Invalid user ID", // not in 22.05
  "Unable to resolve user ID to user name", // not in 22.05
  "Invalid or unknown association", // not in 22.05
  "Node already exists in the node table", // not in 22.05
  "Unable to add node, node table is full", // not in 22.05
  "Invalid QOS specification, relative QOS can only be used in a single partition per cluster.", // not in 22.05
  "Invalid extra constraints specification", // not in 22.05
  "Cannot signal job", // not in 22.05
  "Invalid signal jobs request, at least one job id or filter is required.", // not in 22.05
  "RestrictedCoresPerGPU: Not enough unique cores per GPU", // not in 22.05
  "RestrictedCoresPerGPU: Missing core topology for GPUs", // not in 22.05
  "RestrictedCoresPerGPU: No GPUs configured on node", // not in 22.05
  "Max powered up nodes reached", // not in 22.05
  "Requested topology configuration is not available", // not in 22.05
  "Preemption is required but is disabled on this system", // not in 22.05
  "Exceeded maximum node limit during topology allocation", // 25.11
  "Insufficient resources in topology unit", // 25.11
  "Invalid configuration for external job", // 25.11
  "Invalid job state", // 25.11
  "Invalid node state transition", // 25.11
  "Invalid power action", // 25.11
  "MaxJobCount limit reached", // 25.11
  "No available nodes in topology", // 25.11
  "No suitable topology unit found", // 25.11
  "No suitable topology unit found for segment", // 25.11
  "Requested operation requires extern step", // 25.11
  "Required nodes do not fit topology", // 25.11
  "Required nodes lack available resources", // 25.11
  "SLUID is invalid", // 25.11
  "Unable to load file for reading", // 25.11
  "Weight-based selection could not satisfy request within topology unit", // 25.11
  "Too many clusters in federation",
  "Clusters can only be assigned to one federation",
  "Invalid cluster feature specification",
  "Not a valid federated job",
  "Invalid cluster name",
  "No eligible clusters for federated job",
  "Time limit specification required, but not provided",
  "Invalid KNL configuration (MCDRAM or NUMA option)",
  "Container support is not configured",
])
