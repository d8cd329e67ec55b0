import {OmeError} from './errors.ts'
import type {KubeClient, Table} from './kube.ts'
import {renderObjects, serverTableLines} from './object-output.ts'
import {print, toJson} from './output.ts'
import {type Found, listOptions, paper, type ShowResource, wordOf} from './read-resource.ts'
import type {ColumnMemory} from './table-layout.ts'

/** Goes on from what was shown: one row or document per change. Throws `cancelled` when the signal is aborted. */
export async function showChanges(
  kube: KubeClient,
  ask: ShowResource,
  {objects, table, layout = {}}: Found,
): Promise<void> {
  const {io, resource, names, output = 'yaml', signal} = ask
  const [name, ...others] = names
  const single = name !== undefined && others.length === 0 ? {fieldSelector: `metadata.name=${name}`} : {}
  const known = {objects, resourceVersion: table?.resourceVersion}
  let shown = table
  const changes = kube.watch(resource, {...listOptions(ask), ...single, known, cells: table !== undefined, signal})
  for await (const {type, object, cells = []} of changes) {
    if (names.length > 0 && !names.includes(object.metadata.name)) continue
    if (!shown && output === 'json') io.out(`${toJson(object, 0)}\n`)
    else if (!shown) renderObjects([object], {io, output, single: true})
    else if (type === 'DELETED') print(io, [`${wordOf(resource)}/${object.metadata.name} deleted`])
    else shown = showRow(ask, {cells, object}, shown, layout)
  }
  if (signal.aborted) throw new OmeError('cancelled', 'cancelled')
}

/** Prints one row under the columns that were printed before; the header once. */
function showRow(ask: ShowResource, row: Table['rows'][number], shown: Table, layout: ColumnMemory): Table {
  const isFirst = shown.rows.length === 0
  const look = paper(ask)
  const table = {...shown, rows: [row]}
  print(ask.io, serverTableLines(table, {...look, noHeaders: look.noHeaders === true || !isFirst, layout}))
  return isFirst ? table : shown
}
