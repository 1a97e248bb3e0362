/** The key by which whoever keeps containers is woken. */
export const containersKey = "containers"
