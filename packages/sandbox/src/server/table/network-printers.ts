import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {columns, type Printer} from './columns.ts'
import {ageOf} from './human-duration.ts'

const objects = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])
const texts = (value: unknown): string[] => (isList(value) ? value.map(asText) : [])
const specOf = (object: ApiObject): JsonObject => asObject(treeOf(object)['spec'])
const age = (object: ApiObject, nowMs: number): string => ageOf(object.metadata.creationTimestamp, nowMs)

/** The first three and how many more; `empty` when there is nothing. */
const some = (all: readonly string[], empty: string): string =>
  all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',') || empty

const endpoints: Printer = {
  columns: columns('Name,Endpoints,Age'),
  cells(object, nowMs) {
    const all = objects(object['subsets']).flatMap((subset) =>
      objects(subset['addresses']).flatMap((address) => {
        const ports = objects(subset['ports'])
        return ports.length > 0
          ? ports.map((port) => `${asText(address['ip'])}:${String(port['port'])}`)
          : [asText(address['ip'])]
      }),
    )
    return [object.metadata.name, some(all, '<none>'), age(object, nowMs)]
  },
}

const endpointSlices: Printer = {
  columns: columns('Name,AddressType,Ports,Endpoints,Age'),
  cells(object, nowMs) {
    const ports = objects(object['ports']).map(({port}) => String(port ?? '*'))
    const addresses = objects(object['endpoints']).flatMap((endpoint) => texts(endpoint['addresses']))
    return [
      object.metadata.name,
      asText(object['addressType']),
      some(ports, '<unset>'),
      some(addresses, '<unset>'),
      age(object, nowMs),
    ]
  },
}

const ingresses: Printer = {
  columns: columns('Name,Class,Hosts,Address,Ports,Age'),
  cells(object, nowMs) {
    const spec = specOf(object)
    const balancer = asObject(asObject(treeOf(object)['status'])['loadBalancer'])
    const hosts = objects(spec['rules'])
      .map(({host}) => asText(host))
      .filter(Boolean)
    const addresses = objects(balancer['ingress']).map(({ip, hostname}) => asText(ip) || asText(hostname))
    return [
      object.metadata.name,
      asText(spec['ingressClassName']) || '<none>',
      some(hosts, '*'),
      addresses.join(','),
      objects(spec['tls']).length > 0 ? '80, 443' : '80',
      age(object, nowMs),
    ]
  },
}

const ingressClasses: Printer = {
  columns: columns('Name,Controller,Parameters,Age'),
  cells(object, nowMs) {
    const spec = specOf(object)
    const {apiGroup, kind, name} = asObject(spec['parameters'])
    const parameters = kind ? `${asText(kind)}${apiGroup ? `.${asText(apiGroup)}` : ''}/${asText(name)}` : '<none>'
    return [object.metadata.name, asText(spec['controller']), parameters, age(object, nowMs)]
  },
}

const policies: Printer = {
  columns: columns('Name,Pod-Selector,Age'),
  cells(object, nowMs) {
    const labels = asObject(asObject(specOf(object)['podSelector'])['matchLabels'])
    const selector = Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${String(value)}`)
    return [object.metadata.name, selector.join(',') || '<none>', age(object, nowMs)]
  },
}

export const networkPrinters: Readonly<Record<string, Printer>> = {
  '/endpoints': endpoints,
  'discovery.k8s.io/endpointslices': endpointSlices,
  'networking.k8s.io/ingresses': ingresses,
  'networking.k8s.io/ingressclasses': ingressClasses,
  'networking.k8s.io/networkpolicies': policies,
}
