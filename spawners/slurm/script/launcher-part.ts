/** Shell text that puts the site's launcher into the container, for images without Jupyter and for other web apps. */
import { quoted } from "../shell-words.ts"

/** Where share/singleuser/build_launcher.py says that it is mounted. */
const place = "/opt/carme-launcher"

/** To come once `mounts` is there; leaves `launcher`, the words before the server's command. None is there for an empty folder. */
export function launcherPart(folder: string, isNeeded: boolean): string {
  if (folder === "") return ""
  return `launcher=()
if [ -r ${quoted(`${folder}/start.sh`)} ]; then
  mounts+=(${quoted(`--bind=${folder}:${place}:ro`)})
  launcher=(/bin/sh ${place}/start.sh)
else
  echo ${quoted(`carme-hub: the launcher ${folder} is not there on this node`)} >&2${isNeeded ? "\n  exit 78" : ""}
fi`
}
