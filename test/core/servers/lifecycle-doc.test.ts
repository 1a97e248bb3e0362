import t from "tap"
import { lifecyclePage } from "../../../hub/core/servers/lifecycle-doc.ts"

t.match(lifecyclePage(), "  starting --> ready: answered")
t.match(lifecyclePage(), "| queued | false | spawn | false |")
t.notMatch(lifecyclePage(), "ready --> queued")
