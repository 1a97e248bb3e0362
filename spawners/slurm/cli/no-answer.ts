/** What Slurm's commands say when nobody can tell whether something was done; `Unexpected message received` is scontrol's for it. */
export const noAnswer =
  /unable to contact slurm controller|timed out|connection (?:refused|reset|timed)|zero bytes were transmitted|unable to establish|communication|temporarily|munge|authentication|connect failure|host is down|no route to host|protocol|unexpected message/i
