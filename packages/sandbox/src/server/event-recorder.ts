import {createHash} from 'node:crypto'
import type {ApiObject, LocalApi} from '../api.ts'
import type {Clock} from '../clock.ts'

const events = {group: '', plural: 'events'}

/** Records Events as client-go's recorder does: a repeat within the life of the first only counts it up. */
export function eventRecorder(api: LocalApi, clock: Clock): LocalApi['event'] {
  return (about, type, reason, message, source) => {
    const namespace = about.metadata.namespace ?? 'default'
    const subject = [
      about.kind,
      namespace,
      about.metadata.name,
      about.metadata.uid,
      type,
      reason,
      message,
      source,
    ].join('\0')
    const name = `${about.metadata.name}.${createHash('sha1').update(subject).digest('hex').slice(0, 16)}`
    const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z')
    const known = api.get(events, name, namespace)
    if (known) {
      api.patch(events, name, namespace, {count: Number(known['count']) + 1, lastTimestamp: now})
      return
    }
    api.create(events, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name, namespace},
      involvedObject: reference(about, namespace),
      type,
      reason,
      message,
      source: {component: source},
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      eventTime: null,
      reportingComponent: source,
      reportingInstance: '',
    })
  }
}

function reference({apiVersion, kind, metadata}: ApiObject, namespace: string): Record<string, string> {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace && {namespace}),
    ...(metadata.uid && {uid: metadata.uid}),
    ...(metadata.resourceVersion && {resourceVersion: metadata.resourceVersion}),
  }
}
