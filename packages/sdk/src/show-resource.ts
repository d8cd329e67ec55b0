import type {KubeClient} from './kube.ts'
import {renderObjects, serverTableLines} from './object-output.ts'
import {print} from './output.ts'
import {inside, paper, type ReadResource, readResource, type ShowResource} from './read-resource.ts'

/**
 * Any resource of the server as `kubectl get` shows it: the server's table, or the objects with `-o`; with `follow` one
 * row or document per change. Throws `not-found` for missing names after the others were printed.
 */
export async function showResource(kube: KubeClient, ask: ShowResource): Promise<void> {
  const {io, output = 'yaml', names, showManagedFields = false, nameOf} = ask
  const found = {...(await readResource(kube, ask)), layout: {}}
  if (!found.table) {
    if (names.length === 0 || found.objects.length > 0)
      renderObjects(found.objects, {io, output, single: names.length === 1, showManagedFields, ...(nameOf && {nameOf})})
  } else if (found.objects.length > 0) print(io, serverTableLines(found.table, {...paper(ask), layout: found.layout}))
  else if (!found.failure && !ask.ignoreNotFound) io.err(`${emptyText(ask)}\n`)
  if (found.failure) throw found.failure
  if (!ask.follow || (names.length > 0 && found.objects.length === 0)) return
  const {showChanges} = await import('./show-changes.ts')
  await showChanges(kube, ask, found)
}

/** kubectl's words. */
function emptyText(ask: ReadResource): string {
  const {namespace} = inside(ask)
  return namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`
}
