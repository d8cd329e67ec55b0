import {Args} from '@ome/sdk/command'
import type {Need} from '@ome/sdk/need'

/** The argument of the commands about one run. */
export const runArgument = {run: Args.string({required: true, description: 'name of the run, as listed'})}

export const runCompletions = {args: {run: {resource: 'jobs.batch'}}}

const need = (group: string, resource: string, verbs: readonly string[], why: string): Need => ({
  apiGroups: [group],
  resources: [resource],
  verbs,
  scope: 'namespace',
  why,
})

export const runNeeds = {
  listed: [need('batch', 'jobs', ['list'], 'lists runs'), need('', 'pods', ['list'], 'reads how runs ended')],
  read: [need('batch', 'jobs', ['get'], 'finds the run'), need('', 'pods', ['list'], 'reads how the run ended')],
  watched: [
    need('', 'pods', ['watch'], 'follows the run'),
    {...need('', 'events', ['list', 'watch'], 'tells at once why its pod is refused'), optional: true},
  ],
  logs: [need('', 'pods/log', ['get'], 'reads what the run prints')],
  attached: [{...need('', 'pods/attach', ['create', 'get'], 'joins a run with a terminal'), optional: true}],
  removed: [need('batch', 'jobs', ['delete'], 'removes the run')],
}
