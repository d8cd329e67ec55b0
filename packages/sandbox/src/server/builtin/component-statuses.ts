import type {ApiObject} from '../../api.ts'
import type {VirtualResource} from '../read/virtual.ts'

const parts: Readonly<Record<string, string>> = {'controller-manager': 'ok', scheduler: 'ok', 'etcd-0': 'ok'}

const statusOf = (name: string, message: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ComponentStatus',
  metadata: {name},
  conditions: [{type: 'Healthy', status: 'True', message}],
})

/** The parts of the control plane, all of them in this process and well as long as it answers. */
export const componentStatuses: VirtualResource = {
  group: '',
  version: 'v1',
  plural: 'componentstatuses',
  kind: 'ComponentStatus',
  namespaced: false,
  list: () => Object.entries(parts).map(([name, message]) => statusOf(name, message)),
  get: (name) => (Object.hasOwn(parts, name) ? statusOf(name, parts[name] ?? '') : undefined),
}
