import {type Cause, duplicate, forbiddenField, invalidValue, required} from '@ome/kinds/validation/cause'
import {hasFormat} from '@ome/kinds/validation/formats'
import {asObject, asText, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {labelNameCauses, objectsOf, portCauses, portReferenceCauses} from './value-rules.ts'

/** What is wrong with a Service by Kubernetes' own rules: ports and their ranges, types, addresses. */
export function serviceCauses(service: JsonObject, old: JsonObject | undefined): Cause[] {
  const spec = asObject(service['spec'])
  const type = asText(spec['type'])
  const ports = objectsOf(spec['ports'])
  if (type === 'ExternalName') return asText(spec['externalName']) ? [] : [required('spec.externalName')]
  const causes: Cause[] = []
  if (ports.length === 0 && spec['clusterIP'] !== 'None') causes.push(required('spec.ports'))
  const [names, numbers] = [new Set<string>(), new Set<unknown>()]
  for (const [i, port] of ports.entries()) {
    const path = `spec.ports[${i}]`
    const node = port['nodePort']
    if (ports.length > 1 || port['name']) causes.push(...labelNameCauses(port['name'], `${path}.name`, names))
    causes.push(
      ...portCauses(port['port'], `${path}.port`),
      ...portReferenceCauses(port['targetPort'], `${path}.targetPort`),
    )
    if (typeof node !== 'number' || node === 0 || old) continue
    const key = `${asText(port['protocol'])}/${node}`
    if (type === 'ClusterIP')
      causes.push(forbiddenField(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'"))
    else if (node < 30_000 || node > 32_767) causes.push(invalidValue(`${path}.nodePort`, node, nodePortText))
    else if (numbers.has(key)) causes.push(duplicate(`${path}.nodePort`, node))
    numbers.add(key)
  }
  return causes
}

const nodePortText = 'provided port is not in the valid range. The range of valid ports is 30000-32767'

const cidrText = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

/** What is wrong with the address blocks of a NetworkPolicy. */
export function networkPolicyCauses(policy: JsonObject): Cause[] {
  const spec = asObject(policy['spec'])
  const sides = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const
  return sides.flatMap(([side, peers]) =>
    objectsOf(spec[side]).flatMap((rule, i) =>
      objectsOf(rule[peers]).flatMap((peer, j) => peerCauses(peer, `spec.${side}[${i}].${peers}[${j}]`)),
    ),
  )
}

function peerCauses(peer: JsonObject, path: string): Cause[] {
  const {ipBlock, podSelector, namespaceSelector} = peer
  const selects = isObject(podSelector) || isObject(namespaceSelector)
  if (!isObject(ipBlock)) return selects ? [] : [required(path, 'must specify a peer')]
  if (selects) return [forbiddenField(path, 'may not specify both ipBlock and another peer')]
  const cidr = asText(ipBlock['cidr'])
  if (!cidr) return [required(`${path}.ipBlock.cidr`)]
  return hasFormat('cidr', cidr) ? [] : [invalidValue(`${path}.ipBlock.cidr`, cidr, cidrText)]
}
