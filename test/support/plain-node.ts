/** Node as argv, without what tap puts into NODE_OPTIONS of every child: its loader slows programs down and breaks some. */
export const plainNode = ["/usr/bin/env", "-u", "NODE_OPTIONS", process.execPath] as const
