/** The bus key under which the conductor is told that there is something to do now. */
export const conductorKey = "conductor"
