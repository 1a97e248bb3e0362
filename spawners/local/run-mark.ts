/** The environment variable that names the run which a local server belongs to. */
export const runMark = "CARME_RUN_ID"
