import {widget, widgetPath} from './widgets.ts'
import type {Answer, Wire} from './wire.ts'

const applyType = {'content-type': 'application/apply-patch+yaml'}
export const mergeType = {'content-type': 'application/merge-patch+json'}
export const deployments = '/apis/apps/v1/namespaces/default/deployments'

/** An entry of `managedFields`. */
export interface Entry {
  readonly manager: string
  readonly operation: string
  readonly apiVersion: string
  readonly time?: string
  readonly subresource?: string
  readonly fieldsV1: Readonly<Record<string, unknown>>
}

/** A Deployment called `d`, complete but for what `spec` says. */
export const deployment = (spec: object, annotations: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'd', ...(Object.keys(annotations).length > 0 && {annotations})},
  spec: {
    selector: {matchLabels: {a: 'b'}},
    template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'x:1'}]}},
    ...spec,
  },
})

/** All owners of the object in an answer, and the one of a name. */
export const entries = ({body}: Answer): Entry[] => body.metadata.managedFields ?? []
/** The owner of that name. */
export const entry = (answer: Answer, manager: string): Entry | undefined =>
  entries(answer).find((one) => one.manager === manager)

/** Applies and updates the widget `a`, or what another path names, under a manager's name. */
export function applying(wire: () => Wire) {
  const call = (path: string, manager: string, body: object | string, query = ''): Promise<Answer> =>
    wire().call('PATCH', `${path}?fieldManager=${manager}${query}`, {body, headers: applyType})
  return {
    call,
    apply: (manager: string, spec: object, query = '') => call(`${widgetPath}/a`, manager, widget('a', spec), query),
    update: (manager: string, body: object, path = `${widgetPath}/a`): Promise<Answer> =>
      wire().call('PATCH', `${path}?fieldManager=${manager}`, {body, headers: mergeType}),
  }
}
