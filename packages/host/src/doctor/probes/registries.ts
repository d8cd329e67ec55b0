import {listRegistries, refreshRegistries} from '@ome/installer/install/registries'
import type {Workbench} from '@ome/installer/install/workbench'
import type {Context} from '@ome/sdk/context'
import {readableWorkbench} from '../../plugins/compose.ts'
import {type Finding, fail, fixOf, ok, type Probe, warn} from '../finding.ts'

const day = 24 * 3_600_000

/** The stored copies; nothing is fetched unless it is to be put right. */
export const registryProbe: Probe = {
  title: 'registry',
  async run({context}) {
    const {bench, unread} = await readableWorkbench(context)
    const rows = listRegistries(bench)
    const wrong = unread.map(({id, problem, hints}) => fail('registry', `${id}: ${problem}`, fixOf(hints)))
    if (rows.length + wrong.length === 0)
      return [warn('registry', 'this program was built without a registry', 'ome registry list')]
    return [...wrong, ...rows.map((row) => examined(row, bench, context))]
  },
}

type Row = ReturnType<typeof listRegistries>[number]

function examined({id, serial, expires, problem, purpose}: Row, bench: Workbench, context: Context): Finding {
  const refresh = {
    fix: `ome registry refresh ${id}`,
    repair: async () => {
      const [done] = await refreshRegistries(bench, id)
      return `refreshed, serial ${done?.serial}`
    },
  }
  if (problem !== undefined) return {...fail('registry', problem), ...refresh}
  if (serial === undefined || expires === undefined)
    return {...warn('registry', `${id}: nothing was fetched yet`), ...refresh}
  const left = Date.parse(expires) - context.now().getTime()
  const text = `${id}: serial ${serial}, ${purpose}, valid until ${expires}`
  if (left <= 0) return {...fail('registry', `${id}: serial ${serial} expired on ${expires}`), ...refresh}
  return left < day ? {...warn('registry', text), ...refresh} : ok('registry', text)
}
