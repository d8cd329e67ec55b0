import {access} from './access.ts'
import {creating} from './creating.ts'
import {rowsOf} from './form.ts'
import {reading} from './reading.ts'
import {streams} from './streams.ts'
import {workloads} from './workloads.ts'
import {writing} from './writing.ts'

/** Every form of every verb, in the order in which they run; later ones may use what earlier ones left. */
export const rows = rowsOf(reading, writing, creating, workloads, streams, access)
