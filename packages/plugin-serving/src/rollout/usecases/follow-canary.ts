import type {CanaryView} from '../domain/canary-view.ts'
import {type ViewSources, viewCanary} from './view-canary.ts'

/** A canary as it changes, until the service is what it was last told to be. */
export async function* followCanary(
  sources: ViewSources,
  ask: {readonly name: string; readonly namespace: string},
): AsyncGenerator<CanaryView> {
  let last: string | undefined
  for await (const _ of sources.services.follow(ask.namespace, ask.name)) {
    const view = await viewCanary(sources, ask)
    const text = JSON.stringify(view)
    if (text !== last) yield view
    last = text
    if (view.settled) return
  }
}

/** What is said when waiting took too long. */
export const canaryDeadline = ({name, namespace}: {readonly name: string; readonly namespace: string}) => ({
  what: `service "${name}" to be what it shall be`,
  hint: `see how far it is: ome rollout status service ${name} -n ${namespace}`,
})
